package io.qnet.fuzz;

import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.IpProtocol;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What stations say by Neighbor Discovery (RFC 4861), and how a step of a script becomes it. */
final class NeighborSeeds {
  private static final Ipv6Address GUEST = Ipv6Address.parse("fe80::5054:ff:fe12:3456");
  private static final Ipv6Address ROUTER = Ipv6Address.parse("fe80::2");
  private static final Ipv6Address HOST = Ipv6Address.parse("fec0::2");
  private static final MacAddress ROUTER_MAC = MacAddress.parse("52:56:00:00:00:02");

  private static final List<Ipv6Address> SOURCES =
      List.of(GUEST, Ipv6Address.ANY, Ipv6Address.parse("fec0::15"), ROUTER);
  private static final List<Ipv6Address> DESTINATIONS =
      List.of(
          Ipv6Address.ALL_NODES,
          Ipv6Address.parse("ff02::2"),
          HOST.solicitedNode(),
          ROUTER.solicitedNode(),
          ROUTER,
          HOST,
          Ipv6Address.parse("fec0::15"),
          Ipv6Address.parse("2001:db8::1"));

  private static final String TO_HOST = "fec00000000000000000000000000002";
  private static final String MINE = "fe80000000000000505400fffe123456";
  private static final String SOURCE_MAC = "0101525400123456";
  private static final String TARGET_MAC = "0201525400123456";

  private NeighborSeeds() {}

  static Map<String, byte[]> all() {
    return Map.of(
        "solicit-router", script(1, "8500" + "00000000" + SOURCE_MAC),
        "solicit-host", script(2, "8700" + "00000000" + TO_HOST + SOURCE_MAC),
        "probe", script(0x12, "8700" + "00000000" + TO_HOST, "8700" + "00000000" + MINE),
        "advertise", script(0, "8800" + "20000000" + MINE + TARGET_MAC),
        "claim", script(0, "8800" + "60000000" + TO_HOST + TARGET_MAC),
        "rival",
            script(
                0x30,
                "8600" + "40000708" + "0000000000000000" + "05010000000005dc",
                "8900" + "00000000" + TO_HOST + TO_HOST));
  }

  private static byte[] script(int kind, String... messages) {
    return Step.write(
        List.of(messages).stream()
            .map(text -> new Step(kind, HexFormat.of().parseHex(text)))
            .toList());
  }

  /**
   * Plays a message of type, code, second word and body: bits 0 to 2 of the kind say to whom, bits
   * 4 and 5 from whom, and bit 6 that it crossed a router.
   */
  static void play(Laboratory laboratory, Step step) {
    Ipv6Address source = SOURCES.get(step.kind() >>> 4 & 3);
    Ipv6Address to = DESTINATIONS.get(step.kind() & 7);
    MacAddress mac = to.isMulticast() ? to.groupMac() : ROUTER_MAC;
    Frames frames = new Frames(Laboratory.GUEST_MAC, mac, source, to);
    int rest = step.octet(2) << 24 | step.octet(3) << 16 | step.octet(4) << 8 | step.octet(5);
    Icmpv6Header header = new Icmpv6Header(step.octet(0), step.octet(1), rest);
    laboratory.datagram(
        (step.kind() & 0x40) == 0
            ? frames.neighborDiscovery(header, step.from(6))
            : frames.ipv6(IpProtocol.ICMPV6, 64, frames.icmpv6Payload(header, step.from(6))));
  }
}
