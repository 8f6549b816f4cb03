package io.qnet.captures;

import static io.qnet.captures.SampleScript.DNS;
import static io.qnet.captures.SampleScript.GATEWAY;
import static io.qnet.captures.SampleScript.GUEST;
import static io.qnet.captures.SampleScript.GUEST_MAC;
import static io.qnet.captures.SampleScript.back;
import static io.qnet.captures.SampleScript.towards;

import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The annotated sample captures: what is said in them, and why. */
final class Samples {
  private static final Ipv4Address WEB = Ipv4Address.parse("192.0.2.80");
  private static final Ipv4Address ELSEWHERE = Ipv4Address.parse("192.0.2.1");
  private static final int GUEST_ISN = 0x1000_0000;
  private static final int GATEWAY_ISN = 0xffff_fffe;

  static final List<Sample> ALL =
      List.of(
          new Sample(
              "dhcp-and-arp",
              9,
              List.of("dhcp|1|", "dhcp|2|", "dhcp|3|", "dhcp|5|"),
              Samples::dhcpAndArp),
          new Sample(
              "dns-and-http", 12, List.of("dns||192.0.2.80", "tcp:http"), Samples::dnsAndHttp),
          new Sample("refusals", 7, List.of("icmp:ip:udp", "icmp:ip:icmp"), Samples::refusals));

  private Samples() {}

  /**
   * A sample.
   *
   * @param name of its file
   * @param packets how many it has
   * @param dissection what tshark finds in it, among other things
   * @param script writes it
   */
  record Sample(String name, int packets, List<String> dissection, Script script) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Writes a sample. */
  interface Script {
    void write(Path file) throws IOException;
  }

  /** A guest boots: it gets an address, makes sure that it is free, and finds its gateway. */
  static void dhcpAndArp(Path file) throws IOException {
    Frames nobody =
        new Frames(GUEST_MAC, MacAddress.BROADCAST, Ipv4Address.ANY, Ipv4Address.BROADCAST);
    Frames server = back(GATEWAY);
    new SampleScript(file, "a guest's card, plugged into the user-mode gateway")
        .guest(
            nobody.udp(68, 67, SampleMessages.discover()),
            "DHCPDISCOVER (RFC 2131, 3.1): the guest has no address yet and asks everybody")
        .after(310)
        .gateway(
            server.udp(67, 68, SampleMessages.offer()),
            "DHCPOFFER: 10.0.2.15 is free for a day; gateway 10.0.2.2, name server 10.0.2.3")
        .after(1_240)
        .guest(
            nobody.udp(68, 67, SampleMessages.request()),
            "DHCPREQUEST: the guest takes the offer, still to everybody, so that other servers"
                + " know")
        .after(180)
        .gateway(
            server.udp(67, 68, SampleMessages.ack()),
            "DHCPACK: the lease is written down, and renewed after half of its time")
        .after(2_000)
        .guest(
            new Frames(GUEST_MAC, MacAddress.BROADCAST, Ipv4Address.ANY, GUEST).arpRequest(),
            "ARP probe (RFC 5227): does anybody use my address? Silence is the good answer")
        .after(1_000_000)
        .name(GUEST, "guest")
        .name(GATEWAY, "gateway")
        .guest(
            towards(GATEWAY).arpRequest(),
            "ARP request (RFC 826): before its first packet the guest needs the gateway's Ethernet"
                + " address")
        .after(25)
        .gateway(
            back(GATEWAY).arpReply(),
            "ARP reply: the gateway answers for every virtual host, with one Ethernet address")
        .after(90)
        .guest(
            towards(GATEWAY).echo(7, 1, text("is anybody there?")),
            "echo request (RFC 792) to the gateway itself")
        .after(30)
        .gateway(
            back(GATEWAY).icmp(new Icmpv4Header(0, 0, 7 << 16 | 1), text("is anybody there?")),
            "echo reply: the same identifier, number and octets come back")
        .end();
  }

  /** A guest fetches a page: name, connection, request, answer, and an orderly end. */
  static void dnsAndHttp(Path file) throws IOException {
    SampleScript script =
        new SampleScript(file, "a guest's card, plugged into the user-mode gateway");
    script.name(GUEST, "guest").name(DNS, "name-server").name(WEB, "www.example.org");
    script
        .guest(
            towards(DNS).udp(50123, 53, SampleMessages.question()),
            "DNS question (RFC 1035): where is www.example.org? 10.0.2.3 is nobody but the gateway")
        .after(4_100)
        .gateway(
            back(DNS).udp(53, 50123, SampleMessages.answer(WEB)),
            "DNS answer: 192.0.2.80 for five minutes; the gateway asked the host's own name server")
        .after(350);
    fetch(script);
    script.end();
  }

  private static void fetch(SampleScript script) {
    byte[] get = text("GET / HTTP/1.1\r\nHost: www.example.org\r\nConnection: close\r\n\r\n");
    byte[] page =
        text("HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: close\r\n\r\nHello, guest!\n");
    SampleTcp guest = new SampleTcp(towards(WEB), 40112, 80, GUEST_ISN, GATEWAY_ISN);
    SampleTcp gateway = new SampleTcp(back(WEB), 80, 40112, GATEWAY_ISN, GUEST_ISN);
    int g = get.length + 1;
    int p = page.length + 1;
    script
        .guest(
            guest.syn(TcpFlags.SYN, 0),
            "SYN (RFC 9293, 3.5): the gateway does not answer yet, it first connects a host socket")
        .after(11_800)
        .gateway(
            gateway.syn(TcpFlags.SYN | TcpFlags.ACK, 1),
            "SYN-ACK: the host's connection stands, so now the guest's does; mark the 12 ms")
        .after(60)
        .guest(guest.segment(TcpFlags.ACK, 1, 1), "ACK: the connection is established")
        .after(40)
        .guest(
            guest.segment(TcpFlags.ACK | TcpFlags.PSH, 1, 1, get),
            "the request: its octets, not its segments, are written to the host socket")
        .after(70)
        .gateway(
            gateway.segment(TcpFlags.ACK, 1, g),
            "ACK from the gateway: the host's kernel has the octets, the server may not yet")
        .after(12_050)
        .gateway(
            gateway.segment(TcpFlags.ACK | TcpFlags.PSH, 1, g, page),
            "the answer: note how the sequence numbers pass through zero; TCP counts modulo 2^32")
        .after(15)
        .gateway(
            gateway.segment(TcpFlags.FIN | TcpFlags.ACK, p, g),
            "FIN: the server has closed its direction, and half-close is passed on")
        .after(80)
        .guest(guest.segment(TcpFlags.ACK, g, p + 1), "ACK of the page and of the FIN: CLOSE-WAIT")
        .after(200)
        .guest(guest.segment(TcpFlags.FIN | TcpFlags.ACK, g, p + 1), "FIN: the guest closes too")
        .after(30)
        .gateway(
            gateway.segment(TcpFlags.ACK, p + 1, g + 1),
            "the last ACK: the guest is done, the gateway waits out old segments (TIME-WAIT)");
  }

  /** Four ways to be told no: by TCP, by ICMP twice, and not at all. */
  static void refusals(Path file) throws IOException {
    Frame ntp = towards(ELSEWHERE).udp(40000, 9, text("anybody?"));
    Frame ping = towards(ELSEWHERE).echo(8, 1, text("ping"));
    byte[] aboutNtp = quoted(ntp);
    byte[] aboutPing = quoted(ping);
    Frame spoilt = towards(GATEWAY).udp(40001, 9, text("spoilt"));
    spoilt.octets().setByte(spoilt.length() - 1, '?');
    SampleTcp guest = new SampleTcp(towards(ELSEWHERE), 40113, 81, GUEST_ISN, 0);
    SampleTcp gateway = new SampleTcp(back(ELSEWHERE), 81, 40113, 0, GUEST_ISN);
    new SampleScript(file, "a guest's card, plugged into the user-mode gateway")
        .name(GUEST, "guest")
        .name(ELSEWHERE, "elsewhere")
        .guest(guest.syn(TcpFlags.SYN, 0), "SYN to a port where nobody listens")
        .after(9_300)
        .gateway(
            gateway.segment(TcpFlags.RST | TcpFlags.ACK, 0, 1),
            "RST (RFC 9293, 3.5.2): the host's connect was refused, and the guest is told the same")
        .after(500)
        .guest(ntp, "a datagram to a port that nobody has opened")
        .after(9_100)
        .gateway(
            error(Icmpv4Header.PORT_UNREACHABLE, aboutNtp),
            "port unreachable (RFC 792, type 3 code 3), with the header of the datagram it is"
                + " about; it came out of the host socket's error queue")
        .after(500)
        .guest(ping, "echo request beyond the gateway, which user mode does not carry")
        .after(20)
        .gateway(
            error(Icmpv4Header.ADMINISTRATIVELY_PROHIBITED, aboutPing),
            "type 3 code 13 (RFC 1812): forbidden here; icmp=proxy would allow it")
        .after(500)
        .guest(spoilt, "dropped: " + DropReason.BAD_CHECKSUM.sentence())
        .end();
  }

  private static Frame error(int code, byte[] about) {
    return back(ELSEWHERE).icmp(new Icmpv4Header(Icmpv4View.UNREACHABLE, code, 0), about);
  }

  /** The IP header and eight octets of a packet: what an ICMP error quotes. */
  private static byte[] quoted(Frame frame) {
    return ByteBufUtil.getBytes(frame.octets(), EthernetView.HEADER_LENGTH, 28);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** One end of a TCP connection; numbers are relative to where each end began. */
  private record SampleTcp(
      Frames frames, int sourcePort, int destinationPort, int isn, int otherIsn) {
    private static final int SCALE = 7;
    private static final int WINDOW = 64_128;

    Frame syn(int flags, int acknowledged) {
      return frames.tcp(
          header(flags, 0, acknowledged, TcpOptions.syn(1460, SCALE, true)), new byte[0]);
    }

    Frame segment(int flags, int sequence, int acknowledged) {
      return segment(flags, sequence, acknowledged, new byte[0]);
    }

    Frame segment(int flags, int sequence, int acknowledged, byte[] data) {
      return frames.tcp(header(flags, sequence, acknowledged, TcpOptions.NONE), data);
    }

    private TcpHeader header(int flags, int sequence, int acknowledged, TcpOptions options) {
      int acknowledgment = (flags & TcpFlags.ACK) == 0 ? 0 : otherIsn + acknowledged;
      int shift = (flags & TcpFlags.SYN) == 0 ? SCALE : 0; // RFC 7323, 2.2: a SYN's is not scaled
      int window = (flags & TcpFlags.RST) == 0 ? WINDOW >> shift : 0;
      return new TcpHeader(
          sourcePort, destinationPort, isn + sequence, acknowledgment, flags, window, options);
    }
  }
}
