package io.qnet.fuzz;

import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conversations of a guest, frame by frame, and what the host says meanwhile. */
final class FrameSeeds {
  private static final int AS_IT_IS = 0;
  private static final int REPAIRED = 1;
  private static final int ACKNOWLEDGING = 2;

  private static final int CONNECTS = 0;
  private static final int SAYS = 3;
  private static final int ENDS = 4;
  private static final int RESETS = 5;
  private static final int STOPS_READING = 6;
  private static final int DATAGRAM = 7;
  private static final int DATAGRAM_ERROR = 10;

  private final List<Step> steps = new ArrayList<>();

  private FrameSeeds() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("arp", new FrameSeeds().frame(to(Laboratory.ROUTER).arpRequest()).written());
    seeds.put("ping", ping());
    seeds.put("udp", udp());
    seeds.put("fragments", fragments());
    seeds.put("tcp-guest-closes", connection().guest(TcpFlags.FIN | TcpFlags.ACK, 6, "").closed());
    seeds.put("tcp-host-closes", connection().host(ENDS).ack(6).fin(6).closed());
    seeds.put("tcp-host-resets", connection().host(RESETS).ack(6).written());
    seeds.put("tcp-guest-resets", connection().guest(TcpFlags.RST, 6, "").written());
    seeds.put("tcp-gap", connection().guest(TcpFlags.ACK, 10, "late").ack(6).written());
    seeds.put("tcp-full", connection().host(STOPS_READING).guest(TcpFlags.ACK, 6, "x").written());
    seeds.put("tcp-silence", connection().host(SAYS, "lost").passes(90, 0).ack(6).written());
    seeds.put("tcp-refused", new FrameSeeds().syn().host(2, "\0").written());
    seeds.put("tcp-dns", service(53));
    seeds.put("vlan", vlan());
    return seeds;
  }

  private static Frames to(Ipv4Address destination) {
    return new Frames(Laboratory.GUEST_MAC, Laboratory.ROUTER_MAC, Laboratory.GUEST, destination);
  }

  private static byte[] octets(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] ping() {
    Icmpv4Header error = new Icmpv4Header(Icmpv4View.UNREACHABLE, 4, 1400);
    byte[] quoted = ByteBufUtil.getBytes(to(Laboratory.WORLD).udp(80, 4000, new byte[8]).octets());
    return new FrameSeeds()
        .frame(to(Laboratory.ROUTER).echo(1, 1, octets("ping")))
        .frame(to(Laboratory.WORLD).echo(1, 2, octets("ping")))
        .frame(to(Laboratory.ROUTER).icmp(error, java.util.Arrays.copyOfRange(quoted, 14, 42)))
        .written();
  }

  private static byte[] udp() {
    return new FrameSeeds()
        .frame(to(Laboratory.WORLD).udp(5000, 7, octets("hello")))
        .host(DATAGRAM, "answer")
        .host(DATAGRAM_ERROR, "\3\3")
        .frame(to(Laboratory.ROUTER).udp(5001, 9000, new byte[0]))
        .frame(to(Ipv4Address.parse("10.0.2.77")).udp(5001, 9, new byte[4]))
        .passes(40, 0)
        .written();
  }

  private static byte[] fragments() {
    byte[] payload = to(Laboratory.WORLD).udpPayload(5000, 7, new byte[200]);
    List<Frame> pieces =
        new ArrayList<>(to(Laboratory.WORLD).fragments(IpProtocol.UDP, 9, 100, payload));
    Collections.reverse(pieces);
    FrameSeeds script = new FrameSeeds();
    pieces.forEach(script::frame);
    script.frame(to(Laboratory.ROUTER).fragment(IpProtocol.ICMP, 10, 8, true, new byte[16]));
    return script.passes(1, 100).written();
  }

  private static byte[] vlan() {
    return new FrameSeeds()
        .frame(Frames.tagged(to(Laboratory.ROUTER).echo(1, 1, new byte[4]), 5, 1))
        .frame(to(Laboratory.ROUTER).ethernet(0x0100, new byte[50]))
        .frame(to(Laboratory.ROUTER).ethernet(0x88f8, new byte[6]))
        .written();
  }

  private static byte[] service(int port) {
    TcpHeader syn =
        new TcpHeader(4001, port, -1, 0, TcpFlags.SYN, 0xffff, TcpOptions.syn(1460, 7, true));
    TcpHeader query =
        new TcpHeader(4001, port, 0, 0, TcpFlags.ACK | TcpFlags.PSH, 500, TcpOptions.NONE);
    return new FrameSeeds()
        .frame(to(Laboratory.DNS).tcp(syn, new byte[0]))
        .add(ACKNOWLEDGING, to(Laboratory.DNS).tcp(query, NameSeeds.framed("world.test", 1)))
        .add(ACKNOWLEDGING, to(Laboratory.DNS).tcp(query, NameSeeds.framed("far.test", 28)))
        .host(CONNECTS)
        .passes(0, 50)
        .written();
  }

  /** Established; the guest has said five octets, and the host has. */
  private static FrameSeeds connection() {
    return new FrameSeeds()
        .syn()
        .host(CONNECTS)
        .ack(1)
        .guest(TcpFlags.ACK | TcpFlags.PSH, 1, "hello")
        .host(SAYS, "world")
        .ack(6);
  }

  private FrameSeeds syn() {
    TcpOptions options = TcpOptions.syn(1460, 7, true).withTimestamps(1, 0);
    return frame(
        to(Laboratory.WORLD)
            .tcp(new TcpHeader(4000, 80, 0, 0, TcpFlags.SYN, 0xffff, options), new byte[0]));
  }

  private FrameSeeds ack(int sequence) {
    return guest(TcpFlags.ACK, sequence, "");
  }

  private FrameSeeds fin(int sequence) {
    return guest(TcpFlags.FIN | TcpFlags.ACK, sequence, "");
  }

  private FrameSeeds guest(int flags, int sequence, String text) {
    TcpOptions options = TcpOptions.NONE.withTimestamps(2, 0);
    TcpHeader header = new TcpHeader(4000, 80, sequence, 0, flags, 0xffff, options);
    return add(ACKNOWLEDGING, to(Laboratory.WORLD).tcp(header, octets(text)));
  }

  private byte[] closed() {
    return host(ENDS).ack(7).passes(2, 0).written();
  }

  private FrameSeeds frame(Frame frame) {
    return add(steps.size() % 2 == 0 ? REPAIRED : AS_IT_IS, frame);
  }

  private FrameSeeds add(int kind, Frame frame) {
    steps.add(new Step(kind, ByteBufUtil.getBytes(frame.octets())));
    return this;
  }

  private FrameSeeds host(int what) {
    return host(what, "");
  }

  private FrameSeeds host(int what, String text) {
    steps.add(new Step(Target.HOST, octets((char) what + text)));
    return this;
  }

  private FrameSeeds passes(int high, int low) {
    steps.add(new Step(Target.TIME, new byte[] {(byte) high, (byte) low}));
    return this;
  }

  private byte[] written() {
    return Step.write(steps);
  }
}
