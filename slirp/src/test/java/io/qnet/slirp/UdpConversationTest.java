package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.GUEST;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.Icmpv4View;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UDP: one host socket for each endpoint of a guest (RFC 4787). */
class UdpConversationTest {
  private static final Ipv4Address STRANGER = Ipv4Address.parse("198.51.100.7");

  private final GatewayLab lab = new GatewayLab();

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  private void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @Test
  @DisplayName("a question and its answer")
  void roundTrip() {
    learnGuest();
    lab.guest.udp(5000, WORLD, 7, "question");
    assertThat(lab.outside.lastEndpoint().sent).containsExactly("question to 192.0.2.80:7 ttl 63");
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "answer"));
    Received answer = lab.guest.expectUdp();
    assertThat(answer.text()).isEqualTo("answer");
    assertThat(answer.ip().source()).isEqualTo(WORLD);
    assertThat(answer.udp().sourcePort()).isEqualTo(7);
    assertThat(answer.udp().destinationPort()).isEqualTo(5000);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("REQ-1: one mapping whoever is talked to; another port is another mapping")
  void endpointIndependentMapping() {
    lab.guest.udp(5000, WORLD, 7, "a");
    lab.guest.udp(5000, STRANGER, 9, "b");
    assertThat(lab.outside.endpoints).hasSize(1);
    lab.guest.udp(5001, WORLD, 7, "c");
    assertThat(lab.outside.endpoints).hasSize(2);
  }

  @Test
  @DisplayName("REQ-8: only whom the guest wrote to may answer, address and port")
  void filtering() {
    learnGuest();
    lab.guest.udp(5000, WORLD, 7, "hello");
    lab.host(() -> lab.outside.lastEndpoint().hears(STRANGER, 7, "let me in"));
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 8, "let me in"));
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(2);
  }

  @Test
  @DisplayName("REQ-5, REQ-6: gone 300 s after the guest's last datagram, whatever came in")
  void timeout() {
    learnGuest();
    lab.guest.udp(5000, WORLD, 7, "hello");
    lab.after(Duration.ofSeconds(299));
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "still here"));
    assertThat(lab.guest.expectUdp().text()).isEqualTo("still here");
    assertThat(lab.outside.lastEndpoint().closed).isFalse();
    lab.after(Duration.ofSeconds(1));
    assertThat(lab.outside.lastEndpoint().closed).isTrue();
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @Test
  @DisplayName("the router's address is the host's loopback, both ways")
  void loopback() {
    learnGuest();
    lab.guest.udp(5000, ROUTER, 7, "hello");
    assertThat(lab.outside.lastEndpoint().sent.get(0)).startsWith("hello to 127.0.0.1:7 ");
    lab.host(() -> lab.outside.lastEndpoint().hears(Ipv4Address.LOOPBACK, 7, "hi"));
    assertThat(lab.guest.expectUdp().ip().source()).isEqualTo(ROUTER);
  }

  @Test
  @DisplayName("an ICMP error from outside comes back about the guest's own datagram")
  void errorComesBack() {
    learnGuest();
    lab.guest.udp(5000, WORLD, 33434, "probe");
    Ipv4Address hop = Ipv4Address.parse("203.0.113.1");
    lab.host(
        () ->
            lab.outside
                .lastEndpoint()
                .fails(new DatagramError(hop, WORLD, 33434, Icmpv4View.TIME_EXCEEDED, 0, 0)));
    Received error = lab.guest.expectIcmp();
    assertThat(error.ip().source()).isEqualTo(hop);
    assertThat(error.icmp().type()).isEqualTo(Icmpv4View.TIME_EXCEEDED);
    byte[] quoted = error.payload();
    assertThat(quoted).hasSize(28);
    assertThat(((quoted[20] & 0xff) << 8) | (quoted[21] & 0xff)).as("source port").isEqualTo(5000);
    assertThat(((quoted[22] & 0xff) << 8) | (quoted[23] & 0xff)).as("port").isEqualTo(33434);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("an empty datagram is a datagram, both ways")
  void empty() {
    learnGuest();
    lab.guest.udp(5000, WORLD, 7, "");
    assertThat(lab.outside.lastEndpoint().sent).containsExactly(" to 192.0.2.80:7 ttl 63");
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, ""));
    assertThat(lab.guest.expectUdp().payload()).isEmpty();
  }

  @Test
  @DisplayName("65507 octets both ways, in fragments on the guest's side")
  void longest() {
    learnGuest();
    byte[] payload = new byte[65_507];
    payload[65_506] = 'z';
    var to = lab.guest.to(WORLD);
    List<Frame> fragments = to.fragments(17, 77, 1500, to.udpPayload(5000, 7, payload));
    assertThat(fragments).hasSizeGreaterThan(40);
    lab.guest.send(fragments);
    assertThat(lab.outside.lastEndpoint().sent.get(0))
        .hasSize(65_507 + " to 192.0.2.80:7 ttl 63".length());
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "y".repeat(65_507)));
    List<Received> pieces = lab.guest.takeAll();
    assertThat(pieces).hasSize(45);
    int octets = pieces.stream().mapToInt(piece -> piece.ip().payloadLength()).sum();
    assertThat(octets).isEqualTo(65_515);
    assertThat(pieces).allMatch(piece -> piece.ip().totalLength() <= 1500);
  }

  @ParameterizedTest
  @CsvSource({"5000, 0", "0, 7"})
  @DisplayName("port 0 is nobody's")
  void portZero(int from, int to) {
    lab.guest.udp(from, WORLD, to, "x");
    assertThat(lab.outside.endpoints).isEmpty();
    assertThat(lab.dropped(DropReason.BAD_ADDRESS)).isEqualTo(1);
    lab.stillWorks();
  }

  @Test
  @DisplayName(
      "a virtual host without that service answers port unreachable, a missing station host unreachable")
  void nobodyThere() {
    learnGuest();
    lab.guest.udp(5000, DNS, 99, "x");
    Received port = lab.guest.expectIcmp();
    assertThat(port.icmp().type() * 100 + port.icmp().code()).isEqualTo(303);
    assertThat(port.ip().source()).isEqualTo(DNS);
    lab.guest.udp(5000, Ipv4Address.parse("10.0.2.77"), 99, "x");
    Received host = lab.guest.expectIcmp();
    assertThat(host.icmp().type() * 100 + host.icmp().code()).isEqualTo(301);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("100000 source ports: bounded, and the least recently used endpoint goes")
  void flood() {
    learnGuest();
    for (int i = 0; i < 100_000; i++) {
      lab.guest.udp(1 + i % 65_535, WORLD, 1 + i / 65_535, "x");
    }
    int bound = GatewaySettings.DEFAULT.limits().udp();
    assertThat(lab.gateway.snapshot().flows()).hasSize(bound);
    assertThat(lab.outside.endpoints.stream().filter(e -> !e.closed)).hasSize(bound);
    assertThat(lab.dropped(DropReason.TABLE_FULL)).isEqualTo(100_000 - bound);
    assertThat(lab.gateway.snapshot().flows()).allMatch(row -> row.guest().equals(GUEST));
    lab.stillWorks();
  }
}
