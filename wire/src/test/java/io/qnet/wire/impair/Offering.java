package io.qnet.wire.impair;

import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;

/** A link that claims to take anything. */
record Offering(Link link, Offloads offloads) implements Link {
  @Override
  public void open(FrameSink inbound, LinkEvents events) {
    link.open(inbound, events);
  }

  @Override
  public void send(Frame frame) {
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
