package io.qnet.slirp;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.flow.Segment;
import io.qnet.slirp.ip.IcmpError;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.packet.IpPacket;

/** Tells a guest, and whoever listens to events, that a packet of it goes nowhere. */
final class Refusals {
  private final Segment segment;

  Refusals(Segment segment) {
    this.segment = segment;
  }

  /** Nobody takes it. */
  DropReason unreachable(IpPacket packet, IcmpError error) {
    IpAddress to = packet.destination();
    IpAddress from = segment.hosts().owns(to) ? to : segment.hosts().routerFor(packet.source());
    return segment.errors().about(packet, error, DropReason.NO_RECEIVER, from);
  }

  /**
   * It may not pass. An event for each that the guest is told about, so that no guest fills a disk
   * with them.
   */
  DropReason forbidden(IpPacket packet, String protocol, String why) {
    DropReason reason = segment.errors().about(packet, IcmpError.PROHIBITED, DropReason.PROHIBITED);
    if (reason == DropReason.PROHIBITED) {
      segment
          .events()
          .accept(new GatewayEvent.Blocked(protocol, packet.source(), packet.destination(), why));
    }
    return reason;
  }
}
