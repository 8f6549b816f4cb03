package io.qnet.launcher.demo;

import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;

/** A link that notes what passes, and is otherwise the one it wraps. */
final class Wiretap implements Link {
  private final Link link;
  private final Chronicle<Seen> seen;

  Wiretap(Link link, Chronicle<Seen> seen) {
    this.link = link;
    this.seen = seen;
  }

  @Override
  public void open(FrameSink inbound, LinkEvents events) {
    link.open(
        frame -> {
          seen.add(FrameWords.of(true, frame.octets()));
          inbound.accept(frame);
        },
        events);
  }

  @Override
  public void send(Frame frame) {
    seen.add(FrameWords.of(false, frame.octets()));
    link.send(frame);
  }

  @Override
  public boolean writable() {
    return link.writable();
  }

  @Override
  public void flush() {
    link.flush();
  }

  @Override
  public Offloads offloads() {
    return link.offloads();
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public Drops drops() {
    return link.drops();
  }

  @Override
  public void close() {
    link.close();
  }
}
