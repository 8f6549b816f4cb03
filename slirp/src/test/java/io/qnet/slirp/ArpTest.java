package io.qnet.slirp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ARP (RFC 826): answered for the virtual hosts, and for nobody else. */
class ArpTest {
  private final GatewayLab lab = new GatewayLab();

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.2.2, 52:55:0a:00:02:02",
    "10.0.2.3, 52:55:0a:00:02:03",
    "10.0.2.4, 52:55:0a:00:02:04"
  })
  void virtualHostsAnswer(String address, String mac) {
    assertThat(lab.guest.arp(Ipv4Address.parse(address))).isEqualTo(MacAddress.parse(mac));
    lab.guest.expectNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.15", "10.0.2.99", "192.0.2.80", "0.0.0.0"})
  void nobodyElseDoes(String address) {
    lab.guest.send(lab.guest.to(Ipv4Address.parse(address)).arpRequest());
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.NOT_FOR_US)).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "RFC 5227: a probe is answered for an address of ours, and nothing is learned from it")
  void probe() {
    Frames probe =
        new Frames(GatewayLab.GUEST_MAC, MacAddress.BROADCAST, Ipv4Address.ANY, GatewayLab.ROUTER);
    lab.guest.send(probe.arpRequest());
    Received reply = lab.guest.expectArp();
    assertThat(reply.arp().senderIp()).isEqualTo(GatewayLab.ROUTER);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("who claims the router's address is not believed")
  void gratuitousClaim() {
    Frames claim =
        new Frames(
            GatewayLab.GUEST_MAC, MacAddress.BROADCAST, GatewayLab.ROUTER, GatewayLab.ROUTER);
    lab.guest.send(claim.arpRequest());
    assertThat(lab.dropped(DropReason.SELF_SENT)).isEqualTo(1);
    lab.guest.expectNothing();
    lab.stillWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 20, 27})
  @DisplayName("cut short at any length: dropped")
  void truncated(int length) {
    Frame frame = lab.guest.to(GatewayLab.ROUTER).arpRequest();
    frame.octets().writerIndex(14 + length);
    lab.guest.send(frame);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.TRUNCATED)).isEqualTo(1);
    lab.stillWorks();
  }

  @ParameterizedTest
  @CsvSource({"0, 6", "2, 0x86dd", "4, 8", "5, 16"})
  @DisplayName("other hardware or protocol: dropped")
  void otherKinds(int field, String value) {
    Frame frame = lab.guest.to(GatewayLab.ROUTER).arpRequest();
    ByteBuf octets = frame.octets();
    int number = Integer.decode(value);
    if (field < 4) {
      octets.setShort(14 + field, number);
    } else {
      octets.setByte(14 + field, number);
    }
    lab.guest.send(frame);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.UNSUPPORTED)).isEqualTo(1);
    lab.stillWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 9, 0xffff})
  @DisplayName("an operation that is neither request nor reply: dropped, and nothing learned")
  void otherOperations(int operation) {
    Frame frame = lab.guest.to(GatewayLab.ROUTER).arpRequest();
    frame.octets().setShort(14 + 6, operation);
    lab.guest.send(frame);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.UNSUPPORTED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.2.2", "10.0.2.3", "10.0.2.0", "10.0.2.255", "192.0.2.9", "224.0.0.1"})
  @DisplayName("an address that no guest can have is not learned, so nothing is sent there")
  void notLearned(String address) {
    Ipv4Address claimed = Ipv4Address.parse(address);
    lab.guest.become(claimed);
    lab.guest.send(lab.guest.to(GatewayLab.ROUTER).arpRequest());
    lab.guest.udp(5000, GatewayLab.WORLD, 7, "x");
    assertThat(lab.outside.endpoints).isEmpty();
    lab.guest.takeAll();
    lab.guest.become(GatewayLab.GUEST);
    lab.stillWorks();
  }

  @Test
  @DisplayName("a message whose sender is not the station of the frame is not believed")
  void spoofedSender() {
    lab.guest.arp(GatewayLab.ROUTER);
    lab.guest.udp(5000, GatewayLab.WORLD, 7, "x");
    Frame frame = lab.guest.to(GatewayLab.ROUTER).arpRequest();
    frame.octets().setByte(14 + 8 + 5, 0x99);
    lab.guest.send(frame);
    lab.guest.takeAll();
    lab.host(() -> lab.outside.lastEndpoint().hears(GatewayLab.WORLD, 7, "answer"));
    assertThat(lab.guest.expectUdp().ethernet().destination()).isEqualTo(GatewayLab.GUEST_MAC);
  }

  @Test
  @DisplayName("two stations on the segment: each gets what is meant for it")
  void twoStations() {
    MacAddress otherMac = MacAddress.parse("52:54:00:12:34:57");
    Ipv4Address other = Ipv4Address.parse("10.0.2.16");
    lab.guest.arp(GatewayLab.ROUTER);
    lab.guest.udp(5000, GatewayLab.WORLD, 7, "first");
    lab.guest.send(
        new Frames(otherMac, GatewayLab.ROUTER_MAC, other, GatewayLab.WORLD)
            .udp(5000, 7, "second".getBytes(StandardCharsets.US_ASCII)));
    assertThat(lab.outside.endpoints).hasSize(2);
    lab.host(() -> lab.outside.endpoints.get(1).hears(GatewayLab.WORLD, 7, "answer"));
    Received toOther = lab.guest.expectUdp();
    assertThat(toOther.ethernet().destination()).isEqualTo(otherMac);
    assertThat(toOther.ip().destination()).isEqualTo(other);
    lab.host(() -> lab.outside.endpoints.get(0).hears(GatewayLab.WORLD, 7, "answer"));
    assertThat(lab.guest.expectUdp().ethernet().destination()).isEqualTo(GatewayLab.GUEST_MAC);
  }
}
