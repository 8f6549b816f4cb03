package io.qnet.launcher.e2e;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.NeighborView;
import io.qnet.wire.packet.UdpView;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** An IPv6 packet in words that leave out what may differ from run to run. */
final class Summary6 {
  private static final int ROUTER_ADVERTISEMENT = 134;
  private static final int SERVER_PORT = 547;
  private static final int CLIENT_PORT = 546;

  private Summary6() {}

  static String of(Ipv6View ip) {
    if (ip.check() != null) {
      return "bad IPv6: " + ip.check();
    }
    return switch (ip.nextHeader()) {
      case IpProtocol.ICMPV6 -> icmp(ip);
      case IpProtocol.UDP -> udp(ip);
      default -> ip.toString();
    };
  }

  /** Whether a router speaks in this frame, asked or not. */
  static boolean isAdvertisement(byte[] frame) {
    int type = EthernetView.HEADER_LENGTH + Ipv6View.HEADER_LENGTH;
    return frame.length > type
        && frame[12] == (byte) 0x86
        && frame[13] == (byte) 0xdd
        && (frame[type] & 0xff) == ROUTER_ADVERTISEMENT;
  }

  private static String icmp(Ipv6View ip) {
    Icmpv6View message = new Icmpv6View(ip.buf(), ip.payload(), ip.payloadLength());
    return switch (message.type()) {
      case ROUTER_ADVERTISEMENT -> advertisement(ip);
      case Icmpv6View.NEIGHBOR_ADVERTISEMENT -> {
        NeighborView view = new NeighborView(ip.buf(), ip.payload(), ip.payloadLength());
        yield "NA " + view.target() + " is-at " + view.linkLayer(NeighborView.TARGET_LINK_LAYER);
      }
      default -> "ICMPv6 " + message.type() + "/" + message.code() + " from " + ip.source();
    };
  }

  /** RFC 4861, 4.2. */
  private static String advertisement(Ipv6View ip) {
    ByteBuf buf = ip.buf();
    int at = ip.payload();
    int flags = buf.getUnsignedByte(at + 5);
    List<String> options = new ArrayList<>();
    for (int option = at + 16; option + 8 <= at + ip.payloadLength(); ) {
      int length = Math.max(1, buf.getUnsignedByte(option + 1)) * 8;
      options.add(
          switch (buf.getUnsignedByte(option)) {
            case 1 -> "mac";
            case 3 -> "prefix/" + buf.getUnsignedByte(option + 2) + " " + lifetimes(buf, option);
            case 5 -> "mtu " + buf.getInt(option + 4);
            case 25 -> "dns " + buf.getUnsignedInt(option + 4) + " s";
            case 31 -> "search";
            default -> "option " + buf.getUnsignedByte(option);
          });
      option += length;
    }
    return "RA from "
        + ip.source()
        + ((flags & 0x80) == 0 ? "" : " managed")
        + ((flags & 0x40) == 0 ? "" : " other")
        + " router "
        + buf.getUnsignedShort(at + 6)
        + " s: "
        + String.join(", ", options);
  }

  private static String lifetimes(ByteBuf buf, int option) {
    return buf.getUnsignedInt(option + 4) + "/" + buf.getUnsignedInt(option + 8) + " s";
  }

  private static String udp(Ipv6View ip) {
    UdpView datagram = new UdpView(ip.buf(), ip.payload(), ip.payloadLength());
    if (datagram.destinationPort() != CLIENT_PORT) {
      return "UDP from " + ip.source() + " length " + datagram.payloadLength();
    }
    TreeSet<Integer> codes = new TreeSet<>();
    int end = datagram.payload() + datagram.payloadLength();
    int option = datagram.payload() + 4;
    while (option + 4 <= end) {
      codes.add(ip.buf().getUnsignedShort(option));
      option += 4 + ip.buf().getUnsignedShort(option + 2);
    }
    String type =
        switch (ip.buf().getUnsignedByte(datagram.payload())) {
          case 2 -> "ADVERTISE";
          case 7 -> "REPLY";
          default -> "?";
        };
    String from = datagram.sourcePort() == SERVER_PORT ? "" : " from port 546";
    return "DHCPv6 " + type + from + " options " + codes.toString().replaceAll("[\\[\\],]", "");
  }
}
