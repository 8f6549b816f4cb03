package io.qnet.slirp;

import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.NeighborHeader;
import io.qnet.wire.packet.NeighborView;

/** Addresses and messages of IPv6 for a guest of a {@link GatewayLab}. */
final class Ipv6Lab {
  static final Ipv6Address ROUTER = Ipv6Address.parse("fec0::2");
  static final Ipv6Address DNS = Ipv6Address.parse("fec0::3");
  static final Ipv6Address LINK_LOCAL = Ipv6Address.parse("fe80::5054:ff:fe12:3456");
  static final Ipv6Address GUEST = Ipv6Address.parse("fec0::5054:ff:fe12:3456");
  static final Ipv6Address WORLD = Ipv6Address.parse("2001:db8::80");
  static final MacAddress ROUTER_MAC = MacAddress.parse("52:56:00:00:00:02");

  private Ipv6Lab() {}

  /** A solicitation of {@code target} from {@code source}, to its group. */
  static Frame solicitation(Ipv6Address source, Ipv6Address target) {
    return neighbor(
        to(source, target.solicitedNode()),
        Icmpv6View.NEIGHBOR_SOLICITATION,
        0,
        new NeighborHeader(target, NeighborView.SOURCE_LINK_LAYER, GatewayLab.GUEST_MAC));
  }

  static Frame neighbor(Frames frames, int type, int flags, NeighborHeader message) {
    byte[] body = new byte[NeighborHeader.LENGTH];
    message.write(Unpooled.wrappedBuffer(body), 0);
    return frames.neighborDiscovery(new Icmpv6Header(type, 0, flags), body);
  }

  /** Without an option, as from a station that has no address yet. */
  static Frame probe(Ipv6Address target) {
    byte[] body = new byte[16];
    target.write(Unpooled.wrappedBuffer(body), 0);
    return to(Ipv6Address.ANY, target.solicitedNode())
        .neighborDiscovery(new Icmpv6Header(Icmpv6View.NEIGHBOR_SOLICITATION, 0, 0), body);
  }

  static Frame routerSolicitation(Ipv6Address source) {
    return to(source, Ipv6Address.parse("ff02::2"))
        .neighborDiscovery(new Icmpv6Header(Icmpv6View.ROUTER_SOLICITATION, 0, 0), new byte[0]);
  }

  static Frames to(Ipv6Address source, Ipv6Address destination) {
    MacAddress mac = destination.isMulticast() ? destination.groupMac() : ROUTER_MAC;
    return new Frames(GatewayLab.GUEST_MAC, mac, source, destination);
  }

  /** Gives the guest its address, and lets the gateway learn it. */
  static void learn(GatewayLab lab) {
    lab.guest.become(GUEST);
    lab.guest.via(ROUTER_MAC);
    lab.guest.send(solicitation(GUEST, ROUTER));
    lab.guest.expectIcmpv6();
  }

  /** Type and code as one number. */
  static int kind(Received message) {
    return message.icmpv6().type() * 100 + message.icmpv6().code();
  }
}
