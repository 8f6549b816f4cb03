package io.qnet.launcher.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What both gateways are sent: frames by the name of their case, in order. All stay on this host.
 */
final class OracleCases {
  private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
  private static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address ROUTER = Ipv4Address.parse("10.0.2.2");
  private static final Ipv4Address DNS = Ipv4Address.parse("10.0.2.3");
  static final String OPEN = "SYN to an open port of the host";
  private static final Ipv4Address NOBODY = Ipv4Address.parse("10.0.2.77");

  private final Map<String, List<Frame>> cases = new LinkedHashMap<>();

  private OracleCases() {}

  /**
   * New frames for all cases.
   *
   * @param open a TCP port of the host where somebody listens
   * @param closed one where nobody does, by TCP and UDP
   * @param echo a UDP port of the host that answers with what it gets
   */
  static Map<String, List<Frame>> all(int open, int closed, int echo) {
    OracleCases all = new OracleCases();
    all.arpAndDhcp();
    all.icmp();
    all.udp(closed, echo);
    all.tcp(open, closed);
    all.ip();
    TftpCases.addTo(all.cases, to(ROUTER));
    OracleCases6.addTo(all.cases);
    return all.cases;
  }

  private void arpAndDhcp() {
    cases.put("ARP for the router", List.of(to(ROUTER).arpRequest()));
    cases.put("ARP for the name server", List.of(to(DNS).arpRequest()));
    cases.put("ARP for the file server", List.of(to(Ipv4Address.parse("10.0.2.4")).arpRequest()));
    cases.put("ARP for nobody", List.of(to(NOBODY).arpRequest()));
    cases.put("ARP for oneself", List.of(to(GUEST).arpRequest()));
    cases.put("DHCP DISCOVER", List.of(dhcp(Ipv4Address.ANY, 1, "")));
    cases.put("DHCP REQUEST", List.of(dhcp(Ipv4Address.ANY, 3, "50 4 10 0 2 15 54 4 10 0 2 2")));
    cases.put(
        "DHCP REQUEST of a foreign address", List.of(dhcp(Ipv4Address.ANY, 3, "50 4 192 168 1 1")));
    cases.put("DHCP INFORM", List.of(dhcp(GUEST, 8, "")));
  }

  private void icmp() {
    cases.put("ping the router", List.of(to(ROUTER).echo(1, 1, new byte[32])));
    cases.put("ping the name server", List.of(to(DNS).echo(1, 2, new byte[32])));
    cases.put(
        "ping the broadcast address", List.of(to(Ipv4Address.BROADCAST).echo(1, 3, new byte[8])));
    cases.put(
        "an ICMP error",
        List.of(to(ROUTER).icmp(new Icmpv4Header(Icmpv4View.UNREACHABLE, 3, 0), new byte[28])));
    cases.put("a short ICMP message", List.of(to(ROUTER).ipv4(1, new byte[4])));
  }

  private void udp(int closed, int echo) {
    cases.put(
        "UDP echo on the host",
        List.of(to(ROUTER).udp(5000, echo, "hello".getBytes(StandardCharsets.US_ASCII))));
    cases.put("an empty UDP datagram", List.of(to(ROUTER).udp(5000, echo, new byte[0])));
    cases.put(
        "UDP to a closed port of the host", List.of(to(ROUTER).udp(5001, closed, new byte[4])));
    cases.put("UDP to the name server, another port", List.of(to(DNS).udp(5002, 99, new byte[4])));
    cases.put(
        "UDP with length 7", List.of(spoilt(to(ROUTER).udp(5000, echo, new byte[4]), 14 + 25, 7)));
    cases.put(
        "UDP with a wrong checksum",
        List.of(spoilt(to(ROUTER).udp(5000, echo, new byte[4]), 14 + 28, 7)));
  }

  private void tcp(int open, int closed) {
    cases.put(OPEN, List.of(syn(ROUTER, open, 4000)));
    cases.put("SYN to a closed port of the host", List.of(syn(ROUTER, closed, 4001)));
    cases.put(
        "ACK of no connection",
        List.of(
            to(ROUTER)
                .tcp(
                    new TcpHeader(4003, open, 5, 6, TcpFlags.ACK, 100, TcpOptions.NONE),
                    new byte[0])));
    cases.put(
        "RST of no connection",
        List.of(
            to(ROUTER)
                .tcp(
                    new TcpHeader(4004, open, 5, 6, TcpFlags.RST, 100, TcpOptions.NONE),
                    new byte[0])));
    cases.put(
        "SYN and FIN together",
        List.of(
            to(ROUTER)
                .tcp(
                    new TcpHeader(
                        4005, open, 5, 0, TcpFlags.SYN | TcpFlags.FIN, 100, TcpOptions.NONE),
                    new byte[0])));
  }

  private void ip() {
    cases.put(
        "IP version 6 in an IPv4 frame",
        List.of(spoilt(to(ROUTER).echo(1, 4, new byte[8]), 14, 0x65)));
    cases.put("IP header length 4", List.of(spoilt(to(ROUTER).echo(1, 5, new byte[8]), 14, 0x44)));
    cases.put(
        "IP header checksum wrong", List.of(spoilt(to(ROUTER).echo(1, 6, new byte[8]), 14 + 8, 1)));
    cases.put("IP protocol SCTP", List.of(to(ROUTER).ipv4(132, new byte[16])));
    cases.put("IP protocol IGMP", List.of(to(ROUTER).ipv4(2, new byte[8])));
    cases.put(
        "source is the router's address",
        List.of(
            new Frames(MAC, to(ROUTER).destinationMac(), ROUTER, ROUTER).echo(1, 7, new byte[8])));
    cases.put(
        "source of another network",
        List.of(
            new Frames(MAC, to(ROUTER).destinationMac(), Ipv4Address.parse("192.168.7.7"), ROUTER)
                .echo(1, 8, new byte[8])));
    cases.put("a VLAN tag", List.of(Frames.tagged(to(ROUTER).echo(1, 9, new byte[8]), 5, 0)));
    cases.put(
        "a ping in two fragments",
        to(ROUTER)
            .fragments(
                1,
                99,
                576,
                Frames.icmpPayload(new Icmpv4Header(Icmpv4View.ECHO, 0, 9), new byte[600])));
    cases.put("an 802.3 length", List.of(to(ROUTER).ethernet(0x0100, new byte[64])));
  }

  /** What ends a transfer of files that {@code answer} belongs to; null if it is none. */
  static @Nullable Frame endOfTransfer(byte[] answer) {
    return TftpCases.end(answer, to(ROUTER));
  }

  private static Frames to(Ipv4Address destination) {
    long bits = 0x5255_0000_0000L | (destination.bits() & 0xffff_ffffL);
    return new Frames(MAC, new MacAddress(bits), GUEST, destination);
  }

  private static Frame spoilt(Frame frame, int index, int value) {
    frame.octets().setByte(index, value);
    return frame;
  }

  private static Frame syn(Ipv4Address to, int port, int sourcePort) {
    TcpOptions options = TcpOptions.syn(1460, 7, true).withTimestamps(1, 0);
    TcpHeader header = new TcpHeader(sourcePort, port, -1, 0, TcpFlags.SYN, 0xffff, options);
    return to(to).tcp(header, new byte[0]);
  }

  /** Ends what {@link #OPEN} began. */
  static Frame reset(int port) {
    TcpHeader header = new TcpHeader(4000, port, 0, 0, TcpFlags.RST, 0, TcpOptions.NONE);
    return to(ROUTER).tcp(header, new byte[0]);
  }

  private static Frame dhcp(Ipv4Address source, int type, String options) {
    ByteBuf message = Unpooled.buffer(300);
    message.writeByte(1).writeByte(1).writeByte(6).writeByte(0).writeInt(0x1234).writeZero(4);
    message.writeInt(source.bits()).writeZero(12).writerIndex(28);
    MAC.write(message, 28);
    message.setZero(34, 202).writerIndex(236).writeInt(0x63825363);
    message.writeByte(53).writeByte(1).writeByte(type);
    for (String octet : options.isBlank() ? new String[0] : options.split(" ")) {
      message.writeByte(Integer.parseInt(octet));
    }
    message.writeByte(255).writeZero(300 - message.writerIndex());
    Frames frames = new Frames(MAC, MacAddress.BROADCAST, source, Ipv4Address.BROADCAST);
    return frames.udp(68, 67, message.array());
  }
}
