package io.qnet.launcher.demo;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;

/** Says in a few words what a frame is. Frames that are damaged are "other". */
final class FrameWords {
  private static final int DNS = 53;
  private static final int DHCP_SERVER = 67;
  private static final int DHCP_CLIENT = 68;
  private static final int DHCP_OPTIONS = 240;
  private static final int DHCP_TYPE = 53;
  private static final int DHCP_END = 255;

  private FrameWords() {}

  static Seen of(boolean fromGuest, ByteBuf octets) {
    EthernetView ethernet = new EthernetView(octets);
    if (ethernet.check() == null && ethernet.type() == EtherType.ARP) {
      ArpView arp = new ArpView(octets, ethernet.payload(), ethernet.payloadLength());
      if (arp.check() == null) {
        return new Seen(fromGuest, "ARP", arpWords(arp));
      }
    }
    if (ethernet.check() == null && ethernet.type() == EtherType.IPV4) {
      Ipv4View packet = new Ipv4View(octets, ethernet.payload(), ethernet.payloadLength());
      if (packet.check() == null && !packet.fragment()) {
        return packet(fromGuest, packet);
      }
    }
    return new Seen(fromGuest, "other", octets.readableBytes() + " octets");
  }

  private static String arpWords(ArpView arp) {
    return arp.operation() == ArpView.REQUEST
        ? "who has " + arp.targetIp() + "?"
        : arp.senderIp() + " is at " + arp.senderMac();
  }

  private static Seen packet(boolean fromGuest, Ipv4View packet) {
    switch (packet.protocol()) {
      case IpProtocol.UDP -> {
        UdpView udp = new UdpView(packet.buf(), packet.payload(), packet.payloadLength());
        if (udp.check(packet.pseudoHeader()) == null) {
          return datagram(fromGuest, packet, udp);
        }
      }
      case IpProtocol.TCP -> {
        TcpView tcp = new TcpView(packet.buf(), packet.payload(), packet.payloadLength());
        if (tcp.check(packet.pseudoHeader()) == null) {
          return new Seen(fromGuest, "TCP", segmentWords(packet, tcp));
        }
      }
      case IpProtocol.ICMP -> {
        Icmpv4View icmp = new Icmpv4View(packet.buf(), packet.payload(), packet.payloadLength());
        if (icmp.check() == null) {
          return new Seen(fromGuest, "ICMP", icmpWords(packet, icmp));
        }
      }
      default -> {} // said below
    }
    return new Seen(fromGuest, "other", "IP protocol " + packet.protocol());
  }

  private static String segmentWords(Ipv4View packet, TcpView tcp) {
    String words = ends(packet, tcp.sourcePort(), tcp.destinationPort());
    words += tcp.has(TcpFlags.SYN) ? " SYN" : "";
    words += tcp.has(TcpFlags.FIN) ? " FIN" : "";
    words += tcp.has(TcpFlags.RST) ? " RST" : "";
    words += tcp.has(TcpFlags.ACK) ? " ACK" : "";
    return tcp.payloadLength() == 0 ? words : words + ", " + tcp.payloadLength() + " octets";
  }

  private static String icmpWords(Ipv4View packet, Icmpv4View icmp) {
    return switch (icmp.type()) {
      case Icmpv4View.ECHO -> "echo request to " + packet.destination();
      case Icmpv4View.ECHO_REPLY -> "echo reply from " + packet.source();
      default -> "type " + icmp.type() + " code " + icmp.code() + " from " + packet.source();
    };
  }

  private static Seen datagram(boolean fromGuest, Ipv4View packet, UdpView udp) {
    int from = udp.sourcePort();
    int to = udp.destinationPort();
    if (Math.min(from, to) == DHCP_SERVER && Math.max(from, to) == DHCP_CLIENT) {
      return new Seen(fromGuest, "DHCP", dhcpType(udp));
    }
    if (from == DNS || to == DNS) {
      return new Seen(fromGuest, "DNS", to == DNS ? "query" : "answer");
    }
    return new Seen(fromGuest, "UDP", ends(packet, from, to));
  }

  private static String ends(Ipv4View packet, int from, int to) {
    return packet.source() + ":" + from + " > " + packet.destination() + ":" + to;
  }

  /** The message type (RFC 2132, section 9.6). */
  private static String dhcpType(UdpView udp) {
    ByteBuf message = udp.buf().slice(udp.payload(), udp.payloadLength());
    int at = DHCP_OPTIONS;
    while (at + 2 < message.readableBytes() && message.getUnsignedByte(at) != DHCP_END) {
      int code = message.getUnsignedByte(at);
      if (code == DHCP_TYPE) {
        return switch (message.getUnsignedByte(at + 2)) {
          case 1 -> "DISCOVER";
          case 2 -> "OFFER";
          case 3 -> "REQUEST";
          case 5 -> "ACK";
          case 6 -> "NAK";
          default -> "message of type " + message.getUnsignedByte(at + 2);
        };
      }
      at += code == 0 ? 1 : 2 + message.getUnsignedByte(at + 1);
    }
    return "message without a type";
  }
}
