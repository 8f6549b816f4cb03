package io.qnet.slirp;

import static io.qnet.slirp.Ipv6Lab.DNS;
import static io.qnet.slirp.Ipv6Lab.GUEST;
import static io.qnet.slirp.Ipv6Lab.LINK_LOCAL;
import static io.qnet.slirp.Ipv6Lab.ROUTER;
import static io.qnet.slirp.Ipv6Lab.WORLD;
import static io.qnet.slirp.Ipv6Lab.probe;
import static io.qnet.slirp.Ipv6Lab.routerSolicitation;
import static io.qnet.slirp.Ipv6Lab.solicitation;
import static io.qnet.slirp.Ipv6Lab.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.NeighborHeader;
import io.qnet.wire.packet.NeighborView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4861 and 4862: who is where, and what the router says. */
class NeighborDiscoveryTest {
  private final GatewayLab lab = new GatewayLab();

  @AfterEach
  void close() {
    lab.guest.via(GatewayLab.ROUTER_MAC);
    lab.stillWorks();
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "fec0::2, 52:56:00:00:00:02, true",
    "fec0::3, 52:56:00:00:00:03, false",
    "fe80::2, 52:56:00:00:00:02, true",
    "fe80::3, 52:56:00:00:00:03, false"
  })
  @DisplayName("who has a virtual host's address is told")
  void virtualHosts(String address, String mac, boolean router) {
    Ipv6Address target = Ipv6Address.parse(address);
    lab.guest.send(solicitation(LINK_LOCAL, target));
    Received answer = lab.guest.expectIcmpv6();
    assertThat(answer.ipv6().hopLimit()).isEqualTo(255);
    assertThat(answer.ipv6().source()).isEqualTo(target);
    assertThat(answer.ipv6().destination()).isEqualTo(LINK_LOCAL);
    assertThat(answer.ethernet().source()).isEqualTo(MacAddress.parse(mac));
    assertThat(answer.ethernet().destination()).isEqualTo(GatewayLab.GUEST_MAC);
    assertThat(answer.neighbor().type()).isEqualTo(Icmpv6View.NEIGHBOR_ADVERTISEMENT);
    assertThat(answer.neighbor().target()).isEqualTo(target);
    assertThat(answer.neighbor().linkLayer(NeighborView.TARGET_LINK_LAYER))
        .isEqualTo(MacAddress.parse(mac));
    int flags = NeighborView.SOLICITED | NeighborView.OVERRIDE | (router ? NeighborView.ROUTER : 0);
    assertThat(answer.neighbor().flags()).isEqualTo(flags);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("RFC 4862: a guest may keep its own address; one of ours is defended, to all")
  void duplicateAddressDetection() {
    lab.guest.send(probe(LINK_LOCAL));
    lab.guest.send(probe(GUEST));
    lab.guest.send(probe(Ipv6Address.parse("fec0::99")));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.NOT_FOR_US)).isEqualTo(3);
    lab.guest.send(probe(ROUTER));
    Received defence = lab.guest.expectIcmpv6();
    assertThat(defence.ipv6().destination()).isEqualTo(Ipv6Address.ALL_NODES);
    assertThat(defence.ethernet().destination()).hasToString("33:33:00:00:00:01");
    assertThat(defence.neighbor().flags()).isEqualTo(NeighborView.OVERRIDE | NeighborView.ROUTER);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("a router solicitation gets prefix, MTU, name server, lifetimes in seconds")
  void routerAdvertisement() {
    lab.guest.send(routerSolicitation(Ipv6Address.ANY));
    Received answer = lab.guest.expectIcmpv6();
    assertThat(answer.ipv6().source()).isEqualTo(Ipv6Address.parse("fe80::2"));
    assertThat(answer.ipv6().destination()).isEqualTo(Ipv6Address.ALL_NODES);
    assertThat(answer.ipv6().hopLimit()).isEqualTo(255);
    assertThat(answer.neighbor().type()).isEqualTo(Icmpv6View.ROUTER_ADVERTISEMENT);
    assertThat(answer.neighbor().linkLayer(NeighborView.SOURCE_LINK_LAYER))
        .isEqualTo(Ipv6Lab.ROUTER_MAC);
    ByteBuf octets = answer.octets();
    int at = answer.icmpv6().offset();
    assertThat(octets.getUnsignedByte(at + 4)).as("hop limit").isEqualTo((short) 64);
    assertThat(octets.getUnsignedShort(at + 6)).as("router lifetime").isEqualTo(1800);
    int prefix = option(answer, 3);
    assertThat(octets.getUnsignedByte(prefix + 2)).isEqualTo((short) 64);
    assertThat(octets.getUnsignedByte(prefix + 3)).as("L and A").isEqualTo((short) 0xc0);
    assertThat(octets.getInt(prefix + 4)).as("valid").isEqualTo(86_400);
    assertThat(octets.getInt(prefix + 8)).as("preferred").isEqualTo(14_400);
    assertThat(Ipv6Address.read(octets, prefix + 16)).isEqualTo(Ipv6Address.parse("fec0::"));
    assertThat(octets.getInt(option(answer, 5) + 4)).as("MTU").isEqualTo(1500);
    int rdnss = option(answer, 25);
    assertThat(octets.getInt(rdnss + 4)).as("RDNSS lifetime").isEqualTo(1800);
    assertThat(Ipv6Address.read(octets, rdnss + 8)).isEqualTo(DNS);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("DNSSL: the search domains as labels, filled up to eight octets, as many as fit")
  void searchDomains() {
    List<String> domains = new ArrayList<>(List.of("lab.example", "b."));
    for (int i = 0; i < 40; i++) {
      domains.add("x".repeat(60) + i % 10);
    }
    LeaseSettings leases =
        new LeaseSettings(
            GatewaySettings.DEFAULT.leases().first(), Map.of(), "", "", domains, BootSettings.NONE);
    try (GatewayLab many = new GatewayLab(GatewaySettings.DEFAULT.with(leases))) {
      many.guest.send(routerSolicitation(LINK_LOCAL));
      Received answer = many.guest.expectIcmpv6();
      int dnssl = option(answer, 31);
      ByteBuf octets = answer.octets();
      assertThat(octets.getInt(dnssl + 4)).as("lifetime").isEqualTo(1800);
      assertThat(octets.toString(dnssl + 8, 16, StandardCharsets.US_ASCII))
          .isEqualTo("\3lab\7example\0\1b\0");
      int length = 8 * octets.getUnsignedByte(dnssl + 1);
      assertThat(length).isBetween(8 + 1024 - 63, 8 + 1024);
      assertThat(octets.toString(dnssl + length - 8, 8, StandardCharsets.US_ASCII))
          .matches("x*[0-9]\0+");
    }
  }

  /** Where the option is in the frame. */
  private static int option(Received advertisement, int type) {
    Icmpv6View message = advertisement.icmpv6();
    ByteBuf octets = advertisement.octets();
    int end = message.offset() + message.available();
    int at = message.offset() + 16;
    while (at < end && octets.getUnsignedByte(at) != type) {
      at += 8 * octets.getUnsignedByte(at + 1);
    }
    assertThat(at).as("option " + type).isLessThan(end);
    return at;
  }

  @Test
  @DisplayName("advertisements to all come 200 to 600 s apart, for ever; asked in between, to one")
  void periodically() {
    lab.guest.send(routerSolicitation(Ipv6Address.ANY));
    lab.guest.expectIcmpv6();
    lab.guest.send(routerSolicitation(Ipv6Address.ANY));
    lab.guest.expectNothing();
    lab.guest.send(routerSolicitation(LINK_LOCAL));
    assertThat(lab.guest.expectIcmpv6().ipv6().destination()).isEqualTo(LINK_LOCAL);
    for (int i = 0; i < 20; i++) {
      lab.after(Duration.ofSeconds(199));
      lab.guest.expectNothing();
      int waited = 199;
      while (waited <= 600) {
        lab.after(Duration.ofSeconds(1));
        waited++;
        if (!lab.guest.takeAll().isEmpty()) {
          break;
        }
      }
      assertThat(waited).isBetween(200, 601);
    }
  }

  @Test
  @DisplayName("nobody speaks IPv6: nothing is advertised")
  void silentWithoutIpv6() {
    lab.after(Duration.ofHours(1));
    lab.guest.expectNothing();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 254})
  @DisplayName("a hop limit other than 255: from beyond the link, not answered")
  void hopLimit(int hops) {
    Frame frame = solicitation(LINK_LOCAL, ROUTER);
    frame.octets().setByte(14 + 7, hops);
    lab.guest.send(frame);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).isEqualTo(1);
  }

  @Test
  @DisplayName("an option from ::, of no length, or beyond the message: not answered")
  void options() {
    lab.guest.send(solicitation(Ipv6Address.ANY, ROUTER));
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).isEqualTo(1);
    for (int length : new int[] {0, 2, 255}) {
      byte[] body = new byte[24];
      ROUTER.write(Unpooled.wrappedBuffer(body), 0);
      body[16] = 1;
      body[17] = (byte) length;
      Icmpv6Header header = new Icmpv6Header(Icmpv6View.NEIGHBOR_SOLICITATION, 0, 0);
      lab.guest.send(to(LINK_LOCAL, ROUTER.solicitedNode()).neighborDiscovery(header, body));
    }
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.BAD_OPTION)).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "an advertisement that claims the router, from ::, or of another router is not believed")
  void claims() {
    MacAddress evil = MacAddress.parse("66:66:66:66:66:66");
    NeighborHeader claim = new NeighborHeader(ROUTER, NeighborView.TARGET_LINK_LAYER, evil);
    int flags = NeighborView.OVERRIDE;
    lab.guest.send(
        Ipv6Lab.neighbor(
            to(LINK_LOCAL, Ipv6Address.ALL_NODES),
            Icmpv6View.NEIGHBOR_ADVERTISEMENT,
            flags,
            claim));
    assertThat(lab.dropped(DropReason.SELF_SENT)).isEqualTo(1);
    lab.guest.send(
        Ipv6Lab.neighbor(
            to(Ipv6Address.ANY, Ipv6Address.ALL_NODES),
            Icmpv6View.NEIGHBOR_ADVERTISEMENT,
            flags,
            new NeighborHeader(GUEST, NeighborView.TARGET_LINK_LAYER, evil)));
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).isEqualTo(1);
    lab.guest.send(
        to(LINK_LOCAL, Ipv6Address.ALL_NODES)
            .neighborDiscovery(
                new Icmpv6Header(Icmpv6View.ROUTER_ADVERTISEMENT, 0, 0), new byte[8]));
    assertThat(lab.dropped(DropReason.UNSUPPORTED)).isEqualTo(1);
    lab.guest.expectNothing();
    lab.guest.send(solicitation(LINK_LOCAL, ROUTER));
    assertThat(lab.guest.expectIcmpv6().ethernet().source()).isEqualTo(Ipv6Lab.ROUTER_MAC);
  }

  @Test
  @DisplayName("a guest that is not known is asked for, at most once a second, and then found")
  void resolves() {
    Ipv6Lab.learn(lab);
    lab.guest.udp(5000, WORLD, 7, "question");
    ScriptedOutside.Endpoint endpoint = lab.outside.lastEndpoint();
    lab.link.replug();
    for (int i = 0; i < 10; i++) {
      lab.host(() -> endpoint.hears(WORLD, 7, "answer"));
    }
    Received question = lab.guest.expectIcmpv6();
    assertThat(question.ethernet().destination()).hasToString("33:33:ff:12:34:56");
    assertThat(question.ipv6().destination()).isEqualTo(GUEST.solicitedNode());
    assertThat(question.ipv6().source()).isEqualTo(Ipv6Address.parse("fe80::2"));
    assertThat(question.neighbor().target()).isEqualTo(GUEST);
    lab.guest.expectNothing();
    lab.guest.send(
        Ipv6Lab.neighbor(
            to(GUEST, Ipv6Address.parse("fe80::2")),
            Icmpv6View.NEIGHBOR_ADVERTISEMENT,
            NeighborView.SOLICITED | NeighborView.OVERRIDE,
            new NeighborHeader(GUEST, NeighborView.TARGET_LINK_LAYER, GatewayLab.GUEST_MAC)));
    lab.host(() -> endpoint.hears(WORLD, 7, "answer"));
    assertThat(lab.guest.expectUdp().text()).isEqualTo("answer");
  }
}
