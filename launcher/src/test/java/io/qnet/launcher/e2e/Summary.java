package io.qnet.launcher.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A frame in words that leave out what may differ from run to run: sequence numbers,
 * identifications, checksums.
 */
final class Summary {
  private static final int DHCP_OPTIONS = 240;

  private Summary() {}

  static String of(List<byte[]> frames) {
    return frames.isEmpty()
        ? "silence"
        : frames.stream().map(Summary::of).collect(Collectors.joining("; "));
  }

  private static String of(byte[] frame) {
    ByteBuf octets = Unpooled.wrappedBuffer(frame);
    EthernetView ethernet = new EthernetView(octets);
    if (ethernet.check() != null) {
      return "no Ethernet frame: " + ethernet.check();
    }
    if (ethernet.type() == EtherType.ARP) {
      return new ArpView(octets, ethernet.payload(), ethernet.payloadLength()).toString();
    }
    if (ethernet.type() != EtherType.IPV4) {
      return ethernet.type() == EtherType.IPV6
          ? Summary6.of(new Ipv6View(octets, ethernet.payload(), ethernet.payloadLength()))
          : ethernet.toString();
    }
    Ipv4View ip = new Ipv4View(octets, ethernet.payload(), ethernet.payloadLength());
    if (ip.check() != null) {
      return "bad IPv4: " + ip.check();
    }
    return switch (ip.protocol()) {
      case IpProtocol.UDP -> udp(ip);
      case IpProtocol.TCP -> tcp(ip);
      case IpProtocol.ICMP -> icmp(ip);
      default -> ip.toString();
    };
  }

  /** The TCP segment in a frame, or null if it is something else. */
  static @Nullable TcpView tcpOf(byte[] frame) {
    Ipv4View ip = packetOf(frame, IpProtocol.TCP);
    return ip == null ? null : new TcpView(ip.buf(), ip.payload(), ip.payloadLength());
  }

  /** The UDP datagram in a frame, or null if it is something else. */
  static @Nullable UdpView udpOf(byte[] frame) {
    Ipv4View ip = packetOf(frame, IpProtocol.UDP);
    return ip == null ? null : new UdpView(ip.buf(), ip.payload(), ip.payloadLength());
  }

  private static @Nullable Ipv4View packetOf(byte[] frame, int protocol) {
    ByteBuf octets = Unpooled.wrappedBuffer(frame);
    EthernetView ethernet = new EthernetView(octets);
    if (ethernet.check() != null || ethernet.type() != EtherType.IPV4) {
      return null;
    }
    Ipv4View ip = new Ipv4View(octets, ethernet.payload(), ethernet.payloadLength());
    return ip.check() == null && ip.protocol() == protocol ? ip : null;
  }

  private static String icmp(Ipv4View ip) {
    Icmpv4View message = new Icmpv4View(ip.buf(), ip.payload(), ip.payloadLength());
    return "ICMP " + message.type() + "/" + message.code() + " from " + ip.source();
  }

  private static String tcp(Ipv4View ip) {
    TcpView segment = new TcpView(ip.buf(), ip.payload(), ip.payloadLength());
    String text = "TCP " + TcpFlags.toString(segment.flags()) + " from " + ip.source();
    TcpOptions options = TcpOptions.read(segment);
    if (options == null || !segment.has(TcpFlags.SYN)) {
      return text;
    }
    return text
        + (options.mss() < 0 ? "" : " mss")
        + (options.windowScale() < 0 ? "" : " wscale")
        + (options.sackPermitted() ? " sack" : "")
        + (options.timestamps() ? " ts" : "");
  }

  private static String udp(Ipv4View ip) {
    UdpView datagram = new UdpView(ip.buf(), ip.payload(), ip.payloadLength());
    if (datagram.sourcePort() == 67) {
      return dhcp(ip.buf(), datagram.payload(), datagram.payloadLength());
    }
    if (datagram.destinationPort() == TftpCases.CLIENT_PORT) {
      return TftpCases.summary(datagram);
    }
    return "UDP from " + ip.source() + " length " + datagram.payloadLength();
  }

  private static String dhcp(ByteBuf buf, int at, int length) {
    String type = "BOOTP";
    TreeSet<Integer> codes = new TreeSet<>();
    int option = at + DHCP_OPTIONS;
    while (option + 1 < at + length && buf.getUnsignedByte(option) != 255) {
      int code = buf.getUnsignedByte(option);
      if (code == 0) {
        option++;
        continue;
      }
      if (code == 53) {
        type =
            List.of("?", "DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK", "RELEASE")
                .get(buf.getUnsignedByte(option + 2));
      }
      codes.add(code);
      option += 2 + buf.getUnsignedByte(option + 1);
    }
    int yours = buf.getInt(at + 16);
    String address =
        (yours >>> 24)
            + "."
            + (yours >>> 16 & 255)
            + "."
            + (yours >>> 8 & 255)
            + "."
            + (yours & 255);
    return "DHCP "
        + type
        + " "
        + address
        + " options "
        + codes.toString().replaceAll("[\\[\\],]", "");
  }
}
