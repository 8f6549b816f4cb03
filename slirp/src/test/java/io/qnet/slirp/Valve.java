package io.qnet.slirp;

import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import io.qnet.wire.WrappedLink;
import java.util.function.UnaryOperator;

/** A link whose far end stands still, goes and comes back as the test says. */
final class Valve extends WrappedLink {
  private final Burst burst;
  private LinkEvents events = LinkEvents.IGNORED;
  private final Offloads offloads;
  private final UnaryOperator<Frame> hardware;
  private boolean writable = true;
  boolean closed;

  Valve(Link link, Burst burst) {
    this(link, burst, link.offloads(), UnaryOperator.identity());
  }

  /** A link that does by {@code hardware} what {@code offloads} says is left to it. */
  Valve(Link link, Burst burst, Offloads offloads, UnaryOperator<Frame> hardware) {
    super(link);
    this.burst = burst;
    this.offloads = offloads;
    this.hardware = hardware;
  }

  /** The far end reads no more; frames that are sent all the same still arrive. */
  void shut() {
    writable = false;
  }

  /** The far end reads again. */
  void reopen() {
    writable = true;
    burst.run(events::onWritable);
  }

  /** The machine is unplugged, and another plugged in. */
  void replug() {
    unplug();
    burst.run(events::onUp);
  }

  /** The machine is unplugged. */
  void unplug() {
    burst.run(() -> events.onDown("unplugged"));
  }

  @Override
  public void open(FrameSink inbound, LinkEvents newEvents) {
    events = newEvents;
    link.open(inbound, newEvents);
  }

  @Override
  public void send(Frame frame) {
    link.send(hardware.apply(frame));
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public Offloads offloads() {
    return offloads;
  }

  @Override
  public void close() {
    closed = true;
    link.close();
  }
}
