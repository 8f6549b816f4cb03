package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.GUEST_MAC;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restrict=on: nothing leaves the segment, and the guest is told so. */
class RestrictTest {
  private final GatewayLab lab =
      new GatewayLab(
          GatewaySettings.DEFAULT.with(new PolicySettings(IcmpPolicy.GATEWAY, true, true)));

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void close() {
    lab.guest.arp(ROUTER);
    assertThat(lab.outside.calls).isEmpty();
    assertThat(lab.outside.endpoints).isEmpty();
    lab.close();
  }

  private void expectBlocked(String protocol, IpAddress destination) {
    Received error = lab.guest.expectIcmp();
    assertThat(error.icmp().type() * 100 + error.icmp().code()).isEqualTo(313);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(1);
    assertThat(lab.events)
        .filteredOn(GatewayEvent.Blocked.class::isInstance)
        .map(GatewayEvent::sentence)
        .isEqualTo(
            List.of(
                "blocked: %s from 10.0.2.15 to %s: restrict=on".formatted(protocol, destination)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.80", "10.0.2.2"})
  @DisplayName("no connection leaves, neither to the world nor to the host")
  void tcp(String address) {
    lab.connection(4000, IpAddress.parse(address), 80).syn();
    expectBlocked("tcp", IpAddress.parse(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.80", "10.0.2.2"})
  @DisplayName("no datagram leaves")
  void udp(String address) {
    lab.guest.udp(5000, IpAddress.parse(address), 7, "x");
    expectBlocked("udp", IpAddress.parse(address));
  }

  @Test
  @DisplayName("no name is looked up, by UDP")
  void names() {
    lab.guest.udp(5000, DNS, 53, "a question");
    expectBlocked("udp", DNS);
  }

  @Test
  @DisplayName("no name is looked up, by TCP")
  void namesByTcp() {
    lab.connection(4000, DNS, 53).syn();
    expectBlocked("tcp", DNS);
  }

  @Test
  @DisplayName("a name server that asks nobody does answer, and guests are told of it")
  void localNames() {
    PolicySettings local = new PolicySettings(IcmpPolicy.GATEWAY, true, true, false, null);
    try (GatewayLab open = new GatewayLab(GatewaySettings.DEFAULT.with(local))) {
      open.guest.arp(ROUTER);
      open.guest.udp(5000, DNS, 53, "no question");
      open.guest.expectNothing();
      assertThat(open.dropped(DropReason.PROHIBITED)).isZero();
      assertThat(leaseOptions(open)).contains(6).doesNotContain(3);
    }
  }

  @Test
  @DisplayName("the router answers pings; for others it says why not")
  void ping() {
    lab.guest.ping(ROUTER, 7, 1, new byte[8]);
    assertThat(lab.guest.expectIcmp().icmp().type()).isZero();
    lab.guest.ping(WORLD, 7, 1, new byte[8]);
    expectBlocked("ping", WORLD);
  }

  @Test
  @DisplayName("an address without service on the segment refuses, as ever")
  void virtualHost() {
    lab.connection(4000, DNS, 80).syn();
    assertThat(lab.guest.expectTcp().tcp().has(TcpFlags.RST)).isTrue();
  }

  @Test
  @DisplayName("IPv6 neither; its router is none, and no name server is told of")
  void six() {
    lab.guest.send(Ipv6Lab.routerSolicitation(Ipv6Lab.LINK_LOCAL));
    Received advertisement = lab.guest.expectIcmpv6();
    int at = advertisement.icmpv6().offset();
    assertThat(advertisement.octets().getUnsignedShort(at + 6)).as("router lifetime").isZero();
    assertThat(options(advertisement, at + 16)).containsExactly(1, 3, 5);

    Ipv6Lab.learn(lab);
    lab.guest.udp(5000, Ipv6Lab.WORLD, 7, "x");
    lab.guest.udp(5000, Ipv6Lab.ROUTER, 7, "x");
    lab.guest.udp(5000, Ipv6Lab.DNS, 53, "x");
    assertThat(lab.guest.takeAll()).hasSize(3).allMatch(error -> Ipv6Lab.kind(error) == 101);
    assertThat(lab.events).filteredOn(GatewayEvent.Blocked.class::isInstance).hasSize(3);
    lab.guest.become(GatewayLab.GUEST);
    lab.guest.via(GatewayLab.ROUTER_MAC);
  }

  private static List<Integer> options(Received message, int from) {
    List<Integer> types = new ArrayList<>();
    ByteBuf octets = message.octets();
    int end = message.ipv6().offset() + message.ipv6().totalLength();
    for (int at = from; at < end; at += 8 * octets.getByte(at + 1)) {
      types.add((int) octets.getUnsignedByte(at));
    }
    return types;
  }

  @Test
  @DisplayName("a lease names neither router nor name server")
  void lease() {
    assertThat(leaseOptions(lab)).contains(53, 1, 51, 26).doesNotContain(3, 6);
  }

  private static List<Integer> leaseOptions(GatewayLab lab) {
    ByteBuf discover = Unpooled.buffer().writeZero(236);
    discover.setByte(0, 1).setByte(1, 1).setByte(2, 6);
    GUEST_MAC.write(discover, 28);
    discover.writeInt(0x63825363).writeMedium(53 << 16 | 1 << 8 | 1).writeByte(255);
    Frames frames =
        new Frames(GUEST_MAC, MacAddress.BROADCAST, Ipv4Address.ANY, Ipv4Address.BROADCAST);
    lab.guest.send(frames.udp(68, 67, ByteBufUtil.getBytes(discover)));
    byte[] offer = lab.guest.expectUdp().payload();
    List<Integer> codes = new ArrayList<>();
    for (int at = 240; (offer[at] & 0xff) != 255; at += 2 + offer[at + 1]) {
      codes.add((int) offer[at]);
    }
    return codes;
  }
}
