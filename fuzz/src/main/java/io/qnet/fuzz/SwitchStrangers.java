package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.vde.Owner;
import io.qnet.vde.Plug;
import io.qnet.vde.PortOrder;
import io.qnet.vde.SwitchSettings;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A switch with rules, strangers at its ports, and a cable from one of its ports to another. */
final class SwitchStrangers {
  private static final int PORTS = 6;
  private static final int STATIONS = 32;

  /** A frame goes to each port once, or once more to who listens to it coming and going. */
  private static final int MOST_COPIES = 3 * (PORTS + 2);

  private static final List<String> RULES =
      List.of(
          "trust edge",
          "macs=2 storm=100",
          "vlan=10 isolated",
          "trunk=10,20",
          "trunk=10,20 native=10 guard=root",
          "mirror=2,3",
          "pin=02:00:00:00:00:0a",
          "ip=10.0.2.7",
          "vlan=off macs=off pin=off",
          "mirror=off trust=off",
          "isolated storm=1",
          "guard=bpdu edge");

  private static final byte[] DHCP_HEADER = {
    0x08, 0, 0x45, 0, 1, 0x18, 0, 0, 0, 0, 64, 17, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1
  };

  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final VirtualSwitch bridge =
      new VirtualSwitch(
          SwitchSettings.of("strangers", STATIONS, 0x5eed),
          burst,
          event ->
              Laboratory.require(
                  !event.sentence().isBlank() && !event.fields().isEmpty(), "an empty event"));
  private final Map<Integer, Plug> plugs = new HashMap<>();
  private final Map<Integer, Link> ends = new HashMap<>();
  private final List<ByteBuf> sent = new ArrayList<>();
  private int heard;

  private SwitchStrangers() {
    for (int port = 1; port <= PORTS; port++) {
      plugIn(port);
      tell(port, RULES.get(port - 1));
    }
    Cable loop = new Cable("loop", burst);
    burst.run(
        () -> {
          bridge.plug(loop.left());
          bridge.plug(loop.right());
        });
    bridge.control().setSnooping(true);
    bridge.tree().start();
  }

  private void tell(int port, String words) {
    burst.run(() -> Laboratory.require(PortOrder.parse(words).apply(bridge, port), "no such port"));
  }

  private void plugIn(int port) {
    Plug plug = Objects.requireNonNull(bridge.reserve(port, Owner.inside("stranger")));
    Cable cable = new Cable("cable" + port, burst);
    plugs.put(port, plug);
    ends.put(port, cable.right());
    burst.run(
        () -> {
          plug.open(cable.left());
          cable.right().open(this::hear, LinkEvents.IGNORED);
        });
  }

  private void hear(Frame frame) {
    Laboratory.require(frame.octets().refCnt() > 0, "a frame that is gone");
    heard++;
    frame.release();
  }

  /**
   * Plays one input. The low bits of a kind: 0 to 8, a frame; 9 and 10, an IPv4 packet with UDP;
   * 11, a cable is pulled and plugged in again; 12, the port is told something; 15, time passes.
   * The high bits: which port.
   */
  static void play(byte[] input) {
    SwitchStrangers strangers = new SwitchStrangers();
    Step.read(input).forEach(strangers::take);
    strangers.finish();
  }

  private void take(Step step) {
    int port = 1 + (step.kind() >>> 4) % PORTS;
    switch (step.kind() & 0xf) {
      case 9, 10 -> say(port, behind(step.octets()));
      case 11 -> {
        burst.run(Objects.requireNonNull(plugs.get(port))::close);
        plugIn(port);
      }
      case 12 -> tell(port, RULES.get(step.octet(0) % RULES.size()).replace("=2,3", "=7,8"));
      case Target.TIME -> clock.advance(Duration.ofMillis((step.octet(0) << 8) | step.octet(1)));
      default -> say(port, step.octets());
    }
    Laboratory.require(
        bridge.snapshot().stations().size() <= STATIONS, "more stations than there is room for");
  }

  /** The input's first octets are the addresses, the others what follows an IPv4 header. */
  private static byte[] behind(byte[] octets) {
    int addresses = Math.min(12, octets.length);
    byte[] frame = new byte[octets.length + DHCP_HEADER.length];
    System.arraycopy(octets, 0, frame, 0, addresses);
    System.arraycopy(DHCP_HEADER, 0, frame, addresses, DHCP_HEADER.length);
    System.arraycopy(
        octets, addresses, frame, addresses + DHCP_HEADER.length, octets.length - addresses);
    return frame;
  }

  private void say(int port, byte[] octets) {
    ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(octets.length + 1);
    Frame frame = Frame.plain(copy.writeBytes(octets));
    sent.add(copy);
    heard = 0;
    burst.run(() -> Objects.requireNonNull(ends.get(port)).send(frame));
    Laboratory.require(heard <= MOST_COPIES, "a frame that goes round: " + heard + " copies");
    Laboratory.require(!bridge.takeFate().isBlank(), "a frame of which nothing is known");
  }

  private void finish() {
    clock.advance(Duration.ofMinutes(10));
    Laboratory.require(
        bridge.snapshot().stations().stream().noneMatch(row -> row.port() > PORTS),
        "a station that is long silent");
    burst.run(bridge::close);
    for (ByteBuf octets : sent) {
      Laboratory.require(octets.refCnt() == 0, "a frame that nobody released");
    }
  }

  /** What stations say to each other. */
  static Map<String, byte[]> seeds() {
    byte[] everybody = frame(0xff, 0x0a, 0x0806);
    byte[] one = frame(0x0b, 0x0a, 0x0800);
    byte[] tagged = frame(0x0b, 0x0a, 0x8100);
    tagged[15] = 10;
    byte[] request = dhcp(0x0b, 68, 67, 3);
    byte[] reply = dhcp(0x0b, 67, 68, 5);
    Step second = new Step(Target.TIME, new byte[] {0x07, (byte) 0xd0});
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("flood", Step.write(List.of(second, new Step(0x10, everybody))));
    seeds.put(
        "learn",
        Step.write(List.of(second, second, new Step(0x10, everybody), new Step(0x20, one))));
    seeds.put("vlan", Step.write(List.of(second, new Step(0x20, one), new Step(0x30, tagged))));
    seeds.put(
        "lease",
        Step.write(List.of(second, new Step(0x19, request), new Step(0x09, reply), second)));
    seeds.put(
        "rules",
        Step.write(
            List.of(
                new Step(0x1c, new byte[] {5}),
                new Step(0x10, everybody),
                new Step(0x2c, new byte[] {8}),
                new Step(0x1b, new byte[0]))));
    return seeds;
  }

  private static byte[] frame(int to, int from, int type) {
    byte[] frame = new byte[60];
    java.util.Arrays.fill(frame, 0, 6, (byte) (to == 0xff ? to : 0));
    frame[0] = (byte) (to == 0xff ? to : 2);
    frame[5] = (byte) to;
    frame[6] = 2;
    frame[11] = (byte) from;
    frame[12] = (byte) (type >>> 8);
    frame[13] = (byte) type;
    return frame;
  }

  private static byte[] dhcp(int client, int source, int destination, int type) {
    byte[] octets = new byte[12 + 8 + 252];
    System.arraycopy(frame(0xff, client, 0), 0, octets, 0, 12);
    octets[13] = (byte) source;
    octets[15] = (byte) destination;
    octets[20] = (byte) (source == 67 ? 2 : 1);
    octets[36] = 10;
    octets[48] = 2;
    octets[53] = (byte) client;
    octets[20 + 240] = 53;
    octets[20 + 241] = 1;
    octets[20 + 242] = (byte) type;
    octets[20 + 243] = (byte) 255;
    return octets;
  }
}
