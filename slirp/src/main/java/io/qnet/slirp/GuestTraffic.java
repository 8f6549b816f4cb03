package io.qnet.slirp;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.dhcp.DhcpReply;
import io.qnet.slirp.dhcp.DhcpServer;
import io.qnet.slirp.dhcp6.Dhcp6Server;
import io.qnet.slirp.dns.DnsOrigin;
import io.qnet.slirp.dns.DnsRelay;
import io.qnet.slirp.dns.DnsStreams;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.flow.PingFlows;
import io.qnet.slirp.flow.Segment;
import io.qnet.slirp.flow.TcpFlows;
import io.qnet.slirp.flow.UdpCalls;
import io.qnet.slirp.flow.UdpFlows;
import io.qnet.slirp.ip.IcmpError;
import io.qnet.slirp.ip.SegmentHosts;
import io.qnet.slirp.ip.Transports;
import io.qnet.slirp.tftp.TftpServer;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each payload of the guest who takes it: a service of the gateway, the outside, or
 * nobody.
 */
final class GuestTraffic implements Transports, TcpFlows.Strays {
  private static final int DNS = 53;

  private final TrafficPolicy policy;
  private final SegmentHosts hosts;
  private final Segment segment;
  private final TcpFlows tcp;
  private final UdpFlows udp;
  private final UdpCalls calls;
  private final DhcpServer dhcp;
  private final DnsRelay dns;
  private final DnsStreams dnsStreams;
  private final GuestForward forwards;
  private final @Nullable TftpServer tftp;
  private final @Nullable Dhcp6Server dhcp6;
  private final Refusals refusals;
  private final IcmpTraffic icmp;

  GuestTraffic(
      TrafficPolicy policy,
      Segment segment,
      TcpFlows tcp,
      UdpFlows udp,
      UdpCalls calls,
      PingFlows pings,
      Services services) {
    this.policy = policy;
    this.hosts = segment.hosts();
    this.segment = segment;
    this.tcp = tcp;
    this.udp = udp;
    this.calls = calls;
    this.dhcp = services.dhcp;
    this.dns = services.dns;
    this.dnsStreams = services.dnsStreams;
    this.forwards = services.forwards;
    this.tftp = services.tftp;
    this.dhcp6 = services.dhcp6;
    this.refusals = new Refusals(segment);
    this.icmp = new IcmpTraffic(policy, segment, tcp, pings, refusals);
  }

  /** What the virtual hosts serve. */
  record Services(
      DhcpServer dhcp,
      DnsRelay dns,
      DnsStreams dnsStreams,
      GuestForward forwards,
      @Nullable TftpServer tftp,
      @Nullable Dhcp6Server dhcp6) {
    void close() {
      if (tftp != null) {
        tftp.close();
      }
      dns.close();
      dnsStreams.close();
    }
  }

  @Override
  public @Nullable DropReason onTcp(IpPacket packet, TcpView segmentView) {
    return tcp.onSegment(packet, segmentView, this);
  }

  @Override
  public @Nullable DropReason onStray(IpPacket packet, TcpView segmentView) {
    IpAddress destination = packet.destination();
    int port = segmentView.destinationPort();
    if (port == DNS && hosts.isDns(destination)) {
      return policy.namesForbidden()
          ? forbid(packet, "tcp")
          : tcp.toService(packet, segmentView, dnsStreams::serve);
    }
    if (destination instanceof Ipv4Address four && forwards.serves(four, port)) {
      return tcp.toForward(packet, segmentView, dialed -> forwards.dial(four, port, dialed));
    }
    return switch (policy.meant(destination, port)) {
      case OUTSIDE -> tcp.toOutside(packet, segmentView, hosts.toHost(destination));
      case FORBIDDEN -> forbid(packet, "tcp");
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
    if (port == Dhcp6Server.SERVER_PORT && dhcp6 != null && destination.isMulticast()) {
      return onDhcp6(dhcp6, packet, datagram);
    }
    if (port == DNS && hosts.isDns(destination)) {
      return policy.namesForbidden() ? forbid(packet, "udp") : onQuery(packet, datagram);
    }
    if (tftp != null) {
      if (port == TftpServer.PORT && hosts.isHost(destination)) {
        return tftp.onRequest(packet, datagram);
      }
      if (tftp.take(packet, datagram)) {
        return null;
      }
    }
    if (calls.take(packet, datagram)) {
      return null;
    }
    return switch (policy.meant(destination, port)) {
      case OUTSIDE ->
          udp.isHairpin(port) && policy.isHost(destination)
              ? refusals.forbidden(packet, "udp", GatewayEvent.Blocked.HAIRPIN)
              : udp.onDatagram(packet, datagram, hosts.toHost(destination));
      case FORBIDDEN -> forbid(packet, "udp");
      case VIRTUAL_HOST -> refusals.unreachable(packet, IcmpError.PORT_UNREACHABLE);
      case NOBODY -> refusals.unreachable(packet, IcmpError.HOST_UNREACHABLE);
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

  private @Nullable DropReason onDhcp6(Dhcp6Server server, IpPacket packet, UdpView datagram) {
    IpAddress client = packet.source();
    ByteBuf message = datagram.buf().slice(datagram.payload(), datagram.payloadLength());
    ByteBuf reply = server.onMessage(message, segment.burst().now());
    if (reply != null) {
      IpAddress router = hosts.routerFor(client);
      segment.output().udp(router, Dhcp6Server.SERVER_PORT, client, Dhcp6Server.CLIENT_PORT, reply);
      reply.release();
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

  private DropReason forbid(IpPacket packet, String protocol) {
    return refusals.forbidden(packet, protocol, policy.why(packet.destination()));
  }

  @Override
  public @Nullable DropReason onIcmp(Ipv4View packet, Icmpv4View message) {
    return icmp.on(packet, message);
  }

  @Override
  public @Nullable DropReason onIcmpv6(Ipv6View packet, Icmpv6View message) {
    return icmp.on(packet, message);
  }
}
