package io.qnet.slirp;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.flow.FlowKey;
import io.qnet.slirp.flow.PingFlows;
import io.qnet.slirp.flow.Segment;
import io.qnet.slirp.flow.TcpFlows;
import io.qnet.slirp.ip.IcmpError;
import io.qnet.slirp.ip.SegmentHosts;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpView;
import org.jspecify.annotations.Nullable;

/** What becomes of the guest's ICMP: pings, and complaints about what was sent to it. */
final class IcmpTraffic {
  private final TrafficPolicy policy;
  private final SegmentHosts hosts;
  private final Segment segment;
  private final TcpFlows tcp;
  private final PingFlows pings;
  private final Refusals refusals;

  IcmpTraffic(
      TrafficPolicy policy, Segment segment, TcpFlows tcp, PingFlows pings, Refusals refusals) {
    this.policy = policy;
    this.hosts = segment.hosts();
    this.segment = segment;
    this.tcp = tcp;
    this.pings = pings;
    this.refusals = refusals;
  }

  @Nullable DropReason on(Ipv4View packet, Icmpv4View message) {
    return switch (message.type()) {
      case Icmpv4View.ECHO -> onEcho(packet, message);
      case Icmpv4View.UNREACHABLE -> onUnreachable(packet.source(), message);
      default -> DropReason.UNSUPPORTED;
    };
  }

  @Nullable DropReason on(Ipv6View packet, Icmpv6View message) {
    return switch (message.type()) {
      case Icmpv6View.ECHO -> onEcho(packet, message);
      case Icmpv6View.PACKET_TOO_BIG -> onTooBig(packet.source(), message);
      case Icmpv6View.UNREACHABLE -> DropReason.NO_RECEIVER;
      default -> DropReason.UNSUPPORTED;
    };
  }

  private @Nullable DropReason onEcho(Ipv4View packet, Icmpv4View message) {
    Ipv4Address destination = packet.destination();
    if (hosts.isForMany(destination)) {
      return DropReason.NO_RECEIVER; // RFC 1122, 3.2.2.6
    }
    if (!answersEcho(destination)) {
      return onEchoToOther(packet, message.rest());
    }
    ByteBuf data = message.buf().slice(message.payload(), message.payloadLength());
    segment.output().echoReply(destination, packet.source(), message.rest(), data);
    return null;
  }

  private @Nullable DropReason onEcho(Ipv6View packet, Icmpv6View message) {
    Ipv6Address destination = packet.destination();
    if (!answersEcho(destination)) {
      return onEchoToOther(packet, message.rest());
    }
    ByteBuf data = message.buf().slice(message.payload(), message.payloadLength());
    segment.output().echoReply(destination, packet.source(), message.rest(), data);
    return null;
  }

  private boolean answersEcho(IpAddress destination) {
    return hosts.owns(destination) && policy.answersEcho();
  }

  private @Nullable DropReason onEchoToOther(IpPacket packet, int rest) {
    IpAddress destination = packet.destination();
    if (hosts.onLink(destination) && !hosts.owns(destination)) {
      return refusals.unreachable(packet, IcmpError.HOST_UNREACHABLE);
    }
    if (!policy.carriesEcho()) {
      return refusals.forbidden(packet, "ping", policy.whyNoEcho(destination));
    }
    return switch (policy.meant(destination, 0)) {
      case OUTSIDE -> {
        ByteBuf echo = packet.buf().slice(packet.payload(), packet.payloadLength());
        yield pings.onEcho(packet, rest >>> 16, echo, hosts.toHost(destination));
      }
      case FORBIDDEN -> refusals.forbidden(packet, "ping", policy.why(destination));
      default -> DropReason.NO_RECEIVER;
    };
  }

  /**
   * A guest says that it cannot take what we sent to it; only its MTU changes anything here (RFC
   * 1191).
   */
  private @Nullable DropReason onUnreachable(Ipv4Address guest, Icmpv4View message) {
    if (message.code() != Icmpv4Header.FRAGMENTATION_NEEDED) {
      return DropReason.NO_RECEIVER;
    }
    Ipv4View quoted = new Ipv4View(message.buf(), message.payload(), message.payloadLength());
    int portsAt = Ipv4View.HEADER_LENGTH;
    if (message.payloadLength() < portsAt + 8
        || quoted.headerLength() != Ipv4View.HEADER_LENGTH
        || quoted.protocol() != IpProtocol.TCP
        || !quoted.destination().equals(guest)) {
      return DropReason.BAD_MESSAGE;
    }
    int ports = message.buf().getInt(message.payload() + portsAt);
    FlowKey key = new FlowKey(quoted.destination(), ports & 0xffff, quoted.source(), ports >>> 16);
    int mss = (message.rest() & 0xffff) - Ipv4View.HEADER_LENGTH - TcpView.HEADER_LENGTH;
    return tcp.onPathMtu(key, mss);
  }

  /** The same over IPv6 (RFC 8201), where no MTU below 1280 is believed. */
  private @Nullable DropReason onTooBig(Ipv6Address guest, Icmpv6View message) {
    int quotedLength = message.payloadLength();
    Ipv6View quoted = new Ipv6View(message.buf(), message.payload(), quotedLength);
    if (quotedLength < Ipv6View.HEADER_LENGTH + 8
        || quoted.nextHeader() != IpProtocol.TCP
        || !quoted.destination().equals(guest)) {
      return DropReason.BAD_MESSAGE;
    }
    int ports = message.buf().getInt(message.payload() + Ipv6View.HEADER_LENGTH);
    FlowKey key = new FlowKey(guest, ports & 0xffff, quoted.source(), ports >>> 16);
    long told = message.rest() & 0xffff_ffffL;
    int mtu = (int) Math.min(0xffff, Math.max(told, Ipv6View.MINIMUM_MTU));
    return tcp.onPathMtu(key, mtu - Ipv6View.HEADER_LENGTH - TcpView.HEADER_LENGTH);
  }
}
