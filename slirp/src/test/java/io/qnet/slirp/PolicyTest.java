package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Received;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loopback=off and icmp=off. */
class PolicyTest {
  private final GatewayLab lab =
      new GatewayLab(
          GatewaySettings.DEFAULT.with(new PolicySettings(IcmpPolicy.OFF, false, false)));

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  private void expectProhibited() {
    Received error = lab.guest.expectIcmp();
    assertThat(error.icmp().type() * 100 + error.icmp().code()).isEqualTo(313);
    assertThat(error.ip().source()).isEqualTo(ROUTER);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(1);
    assertThat(lab.events).filteredOn(GatewayEvent.Blocked.class::isInstance).hasSize(1);
  }

  @Test
  @DisplayName("loopback=off: no connection to the host's loopback")
  void tcp() {
    lab.connection(4000, ROUTER, 22).syn();
    expectProhibited();
    assertThat(lab.outside.calls).isEmpty();
  }

  @Test
  @DisplayName("loopback=off: no datagram either")
  void udp() {
    lab.guest.udp(5000, ROUTER, 7, "x");
    expectProhibited();
    assertThat(lab.outside.endpoints).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.169.254", "240.0.0.1"})
  @DisplayName("nor by the addresses that mean it on the host")
  void otherNames(String address) {
    lab.guest.udp(5000, Ipv4Address.parse(address), 7, "x");
    lab.connection(4000, Ipv4Address.parse(address), 80).syn();
    assertThat(lab.outside.endpoints).isEmpty();
    assertThat(lab.outside.calls).isEmpty();
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(2);
  }

  @Test
  @DisplayName("nor by the host's other addresses; other hosts are reached")
  void hostAddresses() {
    Ipv4Address host = Ipv4Address.parse("192.0.2.1");
    lab.hostAddresses.add(host);
    lab.connection(4000, host, 22).syn();
    expectProhibited();
    assertThat(lab.outside.calls).isEmpty();
    lab.connection(4001, WORLD, 22).syn();
    assertThat(lab.outside.calls).hasSize(1);
  }

  @Test
  @DisplayName("loopback=off: the name server still answers, over both transports")
  void services() {
    lab.establishService(lab.connection(4000, DNS, 53));
    lab.guest.udp(5000, WORLD, 7, "x");
    assertThat(lab.outside.endpoints).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.2", "10.0.2.3", "10.0.2.4"})
  @DisplayName("icmp=off: no virtual host answers; the guest is told that it is forbidden")
  void ping(String address) {
    lab.guest.ping(Ipv4Address.parse(address), 7, 1, new byte[8]);
    expectProhibited();
    assertThat(lab.events)
        .filteredOn(GatewayEvent.Blocked.class::isInstance)
        .map(GatewayEvent::sentence)
        .isEqualTo(List.of("blocked: ping from 10.0.2.15 to " + address + ": icmp=off"));
  }

  @Test
  @DisplayName("one event for each error that the guest gets, and not for each ping")
  void eventsAreLimited() {
    for (int i = 0; i < 1000; i++) {
      lab.guest.ping(WORLD, 7, i, new byte[8]);
    }
    assertThat(lab.guest.takeAll()).hasSize(200);
    assertThat(lab.events).filteredOn(GatewayEvent.Blocked.class::isInstance).hasSize(200);
    assertThat(lab.drops.total()).isEqualTo(1000);
  }
}
