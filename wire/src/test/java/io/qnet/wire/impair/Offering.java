package io.qnet.wire.impair;

import io.qnet.wire.Link;
import io.qnet.wire.Offloads;
import io.qnet.wire.WrappedLink;

/** A link that claims to take anything. */
final class Offering extends WrappedLink {
  private final Offloads offloads;

  Offering(Link link, Offloads offloads) {
    super(link);
    this.offloads = offloads;
  }

  @Override
  public Offloads offloads() {
    return offloads;
  }
}
