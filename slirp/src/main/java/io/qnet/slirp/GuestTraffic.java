package io.qnet.slirp;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.dhcp.DhcpReply;
import io.qnet.slirp.dhcp.DhcpServer;
import io.qnet.slirp.dns.DnsOrigin;
import io.qnet.slirp.dns.DnsRelay;
import io.qnet.slirp.dns.DnsStreams;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.flow.FlowKey;
import io.qnet.slirp.flow.Segment;
import io.qnet.slirp.flow.TcpFlows;
import io.qnet.slirp.flow.UdpFlows;
import io.qnet.slirp.ip.IcmpError;
import io.qnet.slirp.ip.SegmentHosts;
import io.qnet.slirp.ip.Transports;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each payload of the guest who takes it: a service of the gateway, the outside, or
 * nobody.
 */
final class GuestTraffic implements Transports {
  private static final int DNS = 53;
  private static final String SHUT = "qnet's own door, or the host's loopback is shut";

  private final GatewaySettings settings;
  private final SegmentHosts hosts;
  private final Segment segment;
  private final TcpFlows tcp;
  private final UdpFlows udp;
  private final DhcpServer dhcp;
  private final DnsRelay dns;
  private final DnsStreams dnsStreams;
  private final BiPredicate<IpAddress, Integer> ownListener;

  GuestTraffic(
      GatewaySettings settings,
      Segment segment,
      TcpFlows tcp,
      UdpFlows udp,
      Services services,
      BiPredicate<IpAddress, Integer> ownListener) {
    this.settings = settings;
    this.hosts = segment.hosts();
    this.segment = segment;
    this.tcp = tcp;
    this.udp = udp;
    this.dhcp = services.dhcp;
    this.dns = services.dns;
    this.dnsStreams = services.dnsStreams;
    this.ownListener = ownListener;
  }

  /** What the virtual hosts serve. */
  record Services(DhcpServer dhcp, DnsRelay dns, DnsStreams dnsStreams) {
    void close() {
      dns.close();
      dnsStreams.close();
    }
  }

  /** Whom the guest means. */
  private enum Meant {
    OUTSIDE,
    FORBIDDEN,
    VIRTUAL_HOST,
    NOBODY,
    EVERYBODY
  }

  private Meant meant(IpAddress destination, int port) {
    if (hosts.isHost(destination)) {
      boolean shut = !settings.loopback() || ownListener.test(hosts.toHost(destination), port);
      return shut ? Meant.FORBIDDEN : Meant.OUTSIDE;
    }
    if (hosts.owns(destination)) {
      return Meant.VIRTUAL_HOST;
    }
    if (hosts.isForMany(destination)) {
      return Meant.EVERYBODY;
    }
    if (hosts.onLink(destination)) {
      return Meant.NOBODY;
    }
    return ownListener.test(destination, port) ? Meant.FORBIDDEN : Meant.OUTSIDE;
  }

  @Override
  public @Nullable DropReason onTcp(IpPacket packet, TcpView segmentView) {
    IpAddress destination = packet.destination();
    int port = segmentView.destinationPort();
    if (port == DNS && hosts.isDns(destination)) {
      return tcp.toService(packet, segmentView, dnsStreams::serve);
    }
    return switch (meant(destination, port)) {
      case OUTSIDE -> tcp.toOutside(packet, segmentView, hosts.toHost(destination));
      case FORBIDDEN -> forbid(packet, "tcp", SHUT);
      case VIRTUAL_HOST, NOBODY -> tcp.refuse(packet, segmentView);
      case EVERYBODY -> DropReason.BAD_ADDRESS;
    };
  }

  @Override
  public @Nullable DropReason onUdp(IpPacket packet, UdpView datagram, MacAddress station) {
    IpAddress destination = packet.destination();
    int port = datagram.destinationPort();
    if (port == DhcpReply.SERVER_PORT && packet instanceof Ipv4View four && forDhcp(destination)) {
      return onDhcp(four, datagram, station);
    }
    if (port == DNS && hosts.isDns(destination)) {
      return onQuery(packet, datagram);
    }
    return switch (meant(destination, port)) {
      case OUTSIDE -> udp.onDatagram(packet, datagram, hosts.toHost(destination));
      case FORBIDDEN -> forbid(packet, "udp", SHUT);
      case VIRTUAL_HOST -> unreachable(packet, IcmpError.PORT_UNREACHABLE);
      case NOBODY -> unreachable(packet, IcmpError.HOST_UNREACHABLE);
      case EVERYBODY -> DropReason.NO_RECEIVER;
    };
  }

  private boolean forDhcp(IpAddress destination) {
    return hosts.isHost(destination) || hosts.isForMany(destination);
  }

  private @Nullable DropReason onDhcp(Ipv4View packet, UdpView datagram, MacAddress station) {
    if (datagram.sourcePort() == 0) {
      return DropReason.BAD_ADDRESS;
    }
    ByteBuf message = datagram.buf().slice(datagram.payload(), datagram.payloadLength());
    DhcpReply reply = dhcp.onMessage(message, station, packet.source(), segment.burst().now());
    if (reply != null) {
      segment
          .output()
          .udpToStation(
              reply.destinationMac(),
              hosts.four().host(),
              DhcpReply.SERVER_PORT,
              reply.destination(),
              reply.destinationPort(),
              reply.payload());
      reply.payload().release();
    }
    return null; // silence was counted by the server
  }

  private @Nullable DropReason onQuery(IpPacket packet, UdpView datagram) {
    IpAddress guest = packet.source();
    IpAddress server = packet.destination();
    int port = datagram.sourcePort();
    if (port == 0) {
      return DropReason.BAD_ADDRESS;
    }
    ByteBuf query = datagram.buf().slice(datagram.payload(), datagram.payloadLength());
    dns.onQuery(
        query,
        new DnsOrigin(guest, port),
        answer -> {
          segment.output().udp(server, DNS, guest, port, answer);
          answer.release();
        });
    return null; // silence was counted by the relay
  }

  private DropReason unreachable(IpPacket packet, IcmpError error) {
    IpAddress to = packet.destination();
    IpAddress from = hosts.owns(to) ? to : hosts.routerFor(packet.source());
    return segment.errors().about(packet, error, DropReason.NO_RECEIVER, from);
  }

  /** An event for each that the guest is told about, so that no guest fills a disk with them. */
  private DropReason forbid(IpPacket packet, String protocol, String why) {
    DropReason reason = segment.errors().about(packet, IcmpError.PROHIBITED, DropReason.PROHIBITED);
    if (reason == DropReason.PROHIBITED) {
      segment
          .events()
          .accept(new GatewayEvent.Blocked(protocol, packet.source(), packet.destination(), why));
    }
    return reason;
  }

  @Override
  public @Nullable DropReason onIcmp(Ipv4View packet, Icmpv4View message) {
    return switch (message.type()) {
      case Icmpv4View.ECHO -> onEcho(packet, message);
      case Icmpv4View.UNREACHABLE -> onUnreachable(packet.source(), message);
      default -> DropReason.UNSUPPORTED;
    };
  }

  @Override
  public @Nullable DropReason onIcmpv6(Ipv6View packet, Icmpv6View message) {
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
      return refuseEcho(packet);
    }
    ByteBuf data = message.buf().slice(message.payload(), message.payloadLength());
    segment.output().echoReply(destination, packet.source(), message.rest(), data);
    return null;
  }

  private @Nullable DropReason onEcho(Ipv6View packet, Icmpv6View message) {
    Ipv6Address destination = packet.destination();
    if (!answersEcho(destination)) {
      return refuseEcho(packet);
    }
    ByteBuf data = message.buf().slice(message.payload(), message.payloadLength());
    segment.output().echoReply(destination, packet.source(), message.rest(), data);
    return null;
  }

  private boolean answersEcho(IpAddress destination) {
    return hosts.owns(destination) && settings.icmp() == IcmpPolicy.GATEWAY;
  }

  private DropReason refuseEcho(IpPacket packet) {
    IpAddress destination = packet.destination();
    boolean off = hosts.owns(destination);
    if (hosts.onLink(destination) && !off) {
      return unreachable(packet, IcmpError.HOST_UNREACHABLE);
    }
    String why = off ? "icmp=off" : "user mode carries TCP and UDP, no ICMP";
    return forbid(packet, "ping", why);
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
