package io.qnet.launcher.e2e;

import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.NeighborHeader;
import io.qnet.wire.packet.NeighborView;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What both gateways are sent over IPv6. */
final class OracleCases6 {
  static final String SOLICITATION = "router solicitation";

  private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
  private static final Ipv6Address GUEST = Ipv6Address.parse("fe80::5054:ff:fe12:3456");
  private static final Ipv6Address ROUTER = Ipv6Address.parse("fe80::2");
  private static final MacAddress ROUTER_MAC = MacAddress.parse("52:56:00:00:00:02");
  private static final Ipv6Address DHCP_SERVERS = Ipv6Address.parse("ff02::1:2");
  private static final String CLIENT = "0001000a00030001525400123456";

  private OracleCases6() {}

  static void addTo(Map<String, List<Frame>> cases) {
    cases.put(
        SOLICITATION,
        List.of(
            to(GUEST, Ipv6Address.parse("ff02::2"))
                .neighborDiscovery(
                    new Icmpv6Header(Icmpv6View.ROUTER_SOLICITATION, 0, 0),
                    HexFormat.of().parseHex("0101525400123456"))));
    cases.put("neighbor solicitation of the router", List.of(solicitation(ROUTER, 255)));
    cases.put("neighbor solicitation of nobody", List.of(solicitation(GUEST, 255)));
    cases.put("neighbor solicitation that crossed a router", List.of(solicitation(ROUTER, 64)));
    cases.put(
        "ping the router over IPv6",
        List.of(to(GUEST, ROUTER).icmpv6(new Icmpv6Header(Icmpv6View.ECHO, 0, 1), new byte[32])));
    cases.put("DHCPv6 INFORMATION-REQUEST", List.of(dhcp("0b123456" + CLIENT + "000600020017")));
    cases.put(
        "DHCPv6 SOLICIT", List.of(dhcp("01123456" + CLIENT + "0003000c000000070000000000000000")));
  }

  private static Frames to(Ipv6Address from, Ipv6Address to) {
    MacAddress mac = to.isMulticast() ? to.groupMac() : ROUTER_MAC;
    return new Frames(MAC, mac, from, to);
  }

  private static Frame solicitation(Ipv6Address target, int hopLimit) {
    Frames frames = to(GUEST, target.solicitedNode());
    Icmpv6Header header = new Icmpv6Header(Icmpv6View.NEIGHBOR_SOLICITATION, 0, 0);
    byte[] body = new byte[NeighborHeader.LENGTH];
    new NeighborHeader(target, NeighborView.SOURCE_LINK_LAYER, MAC)
        .write(Unpooled.wrappedBuffer(body), 0);
    return frames.ipv6(58, hopLimit, frames.icmpv6Payload(header, body));
  }

  private static Frame dhcp(String message) {
    return to(GUEST, DHCP_SERVERS).udp(546, 547, HexFormat.of().parseHex(message));
  }
}
