package io.qnet.wire.impair;

import io.qnet.wire.Drops;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;

/** A link around a link, which passes on what it does not change. */
abstract class WrappedLink implements Link {
  final Link link;

  WrappedLink(Link link) {
    this.link = link;
  }

  @Override
  public void open(FrameSink inbound, LinkEvents events) {
    link.open(inbound, events);
  }

  @Override
  public boolean writable() {
    return link.writable();
  }

  @Override
  public void flush() {
    link.flush();
  }

  /** As the wrapped link, but without super-frames: chance and time act on packets. */
  @Override
  public Offloads offloads() {
    Offloads offloads = link.offloads();
    return new Offloads(offloads.maxFrame(), offloads.checksum(), false, false, false);
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

  static double probability(String what, double value) {
    if (!(value >= 0.0 && value <= 1.0)) {
      throw new IllegalArgumentException(
          what
              + " is a probability between 0.0 and 1.0, but got "
              + value
              + (value > 1.0 && value <= 100.0 ? "; for " + value + "% write " + value / 100 : ""));
    }
    return value;
  }
}
