package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv6Header;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.NeighborHeader;
import io.qnet.wire.packet.NeighborView;

/** Frames of Neighbor Discovery (RFC 4861), all but whose Ethernet header is written. */
final class NeighborMessages {
  private static final int IP = EthernetView.HEADER_LENGTH;
  private static final int ICMP = IP + Ipv6View.HEADER_LENGTH;

  /** Where the body of a message begins in its frame. */
  static final int BODY = ICMP + Icmpv6View.HEADER_LENGTH;

  private NeighborMessages() {}

  /** "Who has {@code target}?", to the target's group, from the router. */
  static ByteBuf solicitation(Ipv6Hosts hosts, Ipv6Address target) {
    ByteBuf octets = allocate(NeighborHeader.LENGTH);
    int option = NeighborView.SOURCE_LINK_LAYER;
    Ipv6Address from = Ipv6Hosts.LINK_LOCAL_HOST;
    new NeighborHeader(target, option, hosts.macOf(from)).write(octets, BODY);
    Icmpv6Header header = new Icmpv6Header(Icmpv6View.NEIGHBOR_SOLICITATION, 0, 0);
    return finish(octets, header, from, target.solicitedNode());
  }

  /** "{@code owned} is here", to {@code asker}, or to all if the asker has no address yet. */
  static ByteBuf advertisement(Ipv6Hosts hosts, Ipv6Address owned, Ipv6Address asker) {
    boolean nameless = asker.isUnspecified();
    int flags =
        NeighborView.OVERRIDE
            | (nameless ? 0 : NeighborView.SOLICITED)
            | (hosts.isHost(owned) ? NeighborView.ROUTER : 0);
    ByteBuf octets = allocate(NeighborHeader.LENGTH);
    new NeighborHeader(owned, NeighborView.TARGET_LINK_LAYER, hosts.macOf(owned))
        .write(octets, BODY);
    Icmpv6Header header = new Icmpv6Header(Icmpv6View.NEIGHBOR_ADVERTISEMENT, 0, flags);
    return finish(octets, header, owned, nameless ? Ipv6Address.ALL_NODES : asker);
  }

  /** A frame with room for a body of {@code length} octets. */
  static ByteBuf allocate(int length) {
    return FrameOutput.allocate(BODY - IP + length);
  }

  /** Writes the IPv6 and ICMPv6 headers in front of a complete body. */
  static ByteBuf finish(ByteBuf octets, Icmpv6Header header, Ipv6Address from, Ipv6Address to) {
    int length = octets.writerIndex() - ICMP;
    long pseudo = Checksum.pseudoHeader(from, to, IpProtocol.ICMPV6, length);
    header.write(octets, ICMP, length - Icmpv6View.HEADER_LENGTH, pseudo);
    int hops = Ipv6Header.NEIGHBOR_HOP_LIMIT;
    Ipv6Header.write(octets, IP, from, to, IpProtocol.ICMPV6, hops, length);
    return octets;
  }
}
