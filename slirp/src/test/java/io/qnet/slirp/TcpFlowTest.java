package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP flows: the guest learns the truth about the far end. */
class TcpFlowTest {
  private final GatewayLab lab = new GatewayLab();

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  @Test
  @DisplayName("SYN, host connects, SYN-ACK; octets both ways; both ends close")
  void wholeLife() {
    Segments connection = lab.connection(4000, WORLD, 80);
    connection.syn();
    lab.guest.expectNothing();
    assertThat(lab.outside.lastCall().address).isEqualTo(WORLD);
    assertThat(lab.outside.lastCall().port).isEqualTo(80);
    ScriptedOutside.Host[] host = new ScriptedOutside.Host[1];
    lab.host(() -> host[0] = lab.outside.lastCall().succeeds());
    connection.established();

    connection.says("GET /");
    assertThat(host[0].heard.toString()).isEqualTo("GET /");
    assertThat(connection.hears().payload()).as("an acknowledgment").isEmpty();
    lab.host(() -> host[0].says("200 OK"));
    assertThat(connection.hears().text()).isEqualTo("200 OK");
    lab.host(() -> host[0].finishes());
    assertThat(connection.hears().tcp().has(TcpFlags.FIN)).isTrue();
    connection.finishes();
    assertThat(host[0].ended).isTrue();
    lab.guest.takeAll();
    assertThat(lab.gateway.snapshot().flows())
        .allMatch(row -> row.state().equals("TIME_WAIT") || row.state().equals("CLOSED"));
  }

  @Test
  @DisplayName("a retransmitted SYN while the host connects asks nobody twice")
  void retransmittedSyn() {
    Segments connection = lab.connection(4000, WORLD, 80);
    connection.syn();
    Segments again = lab.connection(4000, WORLD, 80);
    again.syn();
    assertThat(lab.outside.calls).hasSize(1);
    lab.guest.expectNothing();
  }

  @ParameterizedTest
  @CsvSource({"NETWORK_UNREACHABLE, 300", "HOST_UNREACHABLE, 301", "PROHIBITED, 313"})
  @DisplayName("no way to the far end: ICMP about the guest's own SYN")
  void unreachable(ByteStream.Reason reason, int typeAndCode) {
    Segments connection = lab.connection(4000, WORLD, 80);
    connection.syn();
    lab.host(() -> lab.outside.lastCall().fails(reason));
    Received error = lab.guest.expectIcmp();
    assertThat(error.icmp().type() * 100 + error.icmp().code()).isEqualTo(typeAndCode);
    lab.guest.expectNothing();
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @Test
  @DisplayName("refused by the far end: RST")
  void refused() {
    lab.connection(4000, WORLD, 81).syn();
    lab.host(() -> lab.outside.lastCall().fails(ByteStream.Reason.REFUSED));
    Received reset = lab.guest.expectTcp();
    assertThat(reset.tcp().flags()).isEqualTo(TcpFlags.RST | TcpFlags.ACK);
    assertThat(reset.tcp().acknowledgment()).isEqualTo(-1);
    lab.guest.expectNothing();
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @Test
  @DisplayName("no answer at all: silence, as without a gateway")
  void timeout() {
    lab.connection(4000, WORLD, 81).syn();
    lab.host(() -> lab.outside.lastCall().fails(ByteStream.Reason.TIMEOUT));
    lab.guest.expectNothing();
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @Test
  @DisplayName("the guest gives up while the host connects: the attempt is cancelled")
  void guestGivesUp() {
    Segments connection = lab.connection(4000, WORLD, 80);
    connection.syn();
    connection.resets();
    assertThat(lab.outside.lastCall().cancelled).isTrue();
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @Test
  @DisplayName("RST from the host reaches the guest, and RST from the guest the host")
  void resets() {
    Segments first = lab.connection(4000, WORLD, 80);
    first.syn();
    ScriptedOutside.Host[] host = new ScriptedOutside.Host[2];
    lab.host(() -> host[0] = lab.outside.lastCall().succeeds());
    first.established();
    lab.host(() -> host[0].resets());
    assertThat(lab.guest.expectTcp().tcp().has(TcpFlags.RST)).isTrue();
    Segments second = lab.connection(4001, WORLD, 80);
    second.syn();
    lab.host(() -> host[1] = lab.outside.lastCall().succeeds());
    second.established();
    second.resets();
    assertThat(host[1].aborted).isEqualTo(ByteStream.Reason.RESET);
    lab.guest.expectNothing();
  }

  @ParameterizedTest
  @CsvSource({"10.0.2.3, 80", "10.0.2.4, 445", "10.0.2.77, 22"})
  @DisplayName("nobody there: RST, and the host is not asked")
  void nobodyThere(String address, int port) {
    lab.connection(4000, Ipv4Address.parse(address), port).syn();
    assertThat(lab.guest.expectTcp().tcp().has(TcpFlags.RST)).isTrue();
    assertThat(lab.outside.calls).isEmpty();
    assertThat(lab.dropped(DropReason.NO_RECEIVER)).isEqualTo(1);
  }

  @Test
  @DisplayName("qnet's own doors stay shut, with ICMP type 3 code 13")
  void ownDoors() {
    lab.ownPorts.add(9000);
    lab.connection(4000, ROUTER, 9000).syn();
    Received error = lab.guest.expectIcmp();
    assertThat(error.icmp().type() * 100 + error.icmp().code()).isEqualTo(313);
    assertThat(lab.outside.calls).isEmpty();
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(1);
  }

  @Test
  @DisplayName("a segment of no connection: RST with its own acknowledgment (RFC 9293, 3.10.7.1)")
  void strayAck() {
    Segments stray = lab.connection(4000, WORLD, 80);
    stray.send(TcpFlags.ACK, TcpOptions.NONE, "late");
    Received reset = lab.guest.expectTcp();
    assertThat(reset.tcp().flags()).isEqualTo(TcpFlags.RST);
    assertThat(lab.dropped(DropReason.OUT_OF_STATE)).isEqualTo(1);
    stray.resets();
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("100000 SYNs: half-open connections are bounded, established ones stay")
  void synFlood() {
    Segments established = lab.connection(3000, WORLD, 80);
    established.syn();
    ScriptedOutside.Host[] host = new ScriptedOutside.Host[1];
    lab.host(() -> host[0] = lab.outside.lastCall().succeeds());
    established.established();
    for (int i = 0; i < 100_000; i++) {
      lab.connection(1024 + i % 60_000, WORLD, 1000 + i / 60_000).syn();
      lab.guest.takeAll();
    }
    int bound = GatewaySettings.DEFAULT.limits().halfOpen();
    assertThat(lab.gateway.snapshot().flows()).hasSize(bound + 1);
    assertThat(lab.outside.calls.stream().filter(call -> !call.cancelled)).hasSize(bound + 1);
    lab.host(() -> host[0].says("still here"));
    assertThat(established.hears().text()).isEqualTo("still here");
    established.ack();
    lab.stillWorks();
  }

  @Test
  @DisplayName("DNS over TCP ends at the gateway, not at the host")
  void dnsOverTcp() {
    Segments connection = lab.connection(4000, DNS, 53);
    connection.syn();
    connection.established();
    lab.guest.expectNothing();
    assertThat(lab.outside.calls).isEmpty();
  }
}
