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
import io.qnet.slirp.ip.Transports;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
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
  private final VirtualHosts hosts;
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
    this.hosts = settings.hosts();
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

  private Meant meant(Ipv4Address destination, int port) {
    if (destination.equals(hosts.host())) {
      boolean shut = !settings.loopback() || ownListener.test(Ipv4Address.LOOPBACK, port);
      return shut ? Meant.FORBIDDEN : Meant.OUTSIDE;
    }
    if (hosts.owns(destination)) {
      return Meant.VIRTUAL_HOST;
    }
    if (destination.equals(Ipv4Address.BROADCAST)) {
      return Meant.EVERYBODY;
    }
    if (hosts.net().contains(destination)) {
      return destination.equals(hosts.net().broadcast()) ? Meant.EVERYBODY : Meant.NOBODY;
    }
    return ownListener.test(destination, port) ? Meant.FORBIDDEN : Meant.OUTSIDE;
  }

  @Override
  public @Nullable DropReason onTcp(Ipv4View packet, TcpView segmentView) {
    Ipv4Address destination = packet.destination();
    int port = segmentView.destinationPort();
    if (destination.equals(hosts.dns()) && port == DNS) {
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
  public @Nullable DropReason onUdp(Ipv4View packet, UdpView datagram, MacAddress station) {
    Ipv4Address destination = packet.destination();
    int port = datagram.destinationPort();
    if (port == DhcpReply.SERVER_PORT
        && (destination.equals(hosts.host()) || hosts.isBroadcast(destination))) {
      return onDhcp(packet, datagram, station);
    }
    if (destination.equals(hosts.dns()) && port == DNS) {
      return onQuery(packet, datagram);
    }
    return switch (meant(destination, port)) {
      case OUTSIDE -> udp.onDatagram(packet, datagram, hosts.toHost(destination));
      case FORBIDDEN -> forbid(packet, "udp", SHUT);
      case VIRTUAL_HOST -> unreachable(packet, Icmpv4Header.PORT_UNREACHABLE);
      case NOBODY -> unreachable(packet, Icmpv4Header.HOST_UNREACHABLE);
      case EVERYBODY -> DropReason.NO_RECEIVER;
    };
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
              hosts.host(),
              DhcpReply.SERVER_PORT,
              reply.destination(),
              reply.destinationPort(),
              reply.payload());
      reply.payload().release();
    }
    return null; // silence was counted by the server
  }

  private @Nullable DropReason onQuery(Ipv4View packet, UdpView datagram) {
    Ipv4Address guest = packet.source();
    int port = datagram.sourcePort();
    if (port == 0) {
      return DropReason.BAD_ADDRESS;
    }
    ByteBuf query = datagram.buf().slice(datagram.payload(), datagram.payloadLength());
    dns.onQuery(
        query,
        new DnsOrigin(guest, port),
        answer -> {
          segment.output().udp(hosts.dns(), DNS, guest, port, answer);
          answer.release();
        });
    return null; // silence was counted by the relay
  }

  private DropReason unreachable(Ipv4View packet, int code) {
    Ipv4Address to = packet.destination();
    Ipv4Address from = hosts.owns(to) ? to : hosts.host();
    return segment
        .errors()
        .about(packet, Icmpv4View.UNREACHABLE, code, DropReason.NO_RECEIVER, from);
  }

  /** An event for each that the guest is told about, so that no guest fills a disk with them. */
  private DropReason forbid(Ipv4View packet, String protocol, String why) {
    int code = Icmpv4Header.ADMINISTRATIVELY_PROHIBITED;
    DropReason reason =
        segment.errors().about(packet, Icmpv4View.UNREACHABLE, code, DropReason.PROHIBITED);
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

  private @Nullable DropReason onEcho(Ipv4View packet, Icmpv4View message) {
    Ipv4Address destination = packet.destination();
    if (hosts.isBroadcast(destination)) {
      return DropReason.NO_RECEIVER; // RFC 1122, 3.2.2.6
    }
    if (hosts.owns(destination) && settings.icmp() == IcmpPolicy.GATEWAY) {
      ByteBuf data = message.buf().slice(message.payload(), message.payloadLength());
      segment.output().echoReply(destination, packet.source(), message.rest(), data);
      return null;
    }
    if (hosts.net().contains(destination) && !hosts.owns(destination)) {
      return unreachable(packet, Icmpv4Header.HOST_UNREACHABLE);
    }
    boolean off = hosts.owns(destination);
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
}
