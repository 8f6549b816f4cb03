package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.nat.NatBehaviour;
import io.qnet.wire.nat.NatBehaviour.Dependence;
import io.qnet.wire.nat.NatBehaviour.Ports;
import io.qnet.wire.nat.NatBehaviour.Refresh;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each dial of the translator, in virtual time; the figures are RFC 4787's and RFC 5382's. */
class NatDialsTest {
  private static final Ipv4Address OTHER = Ipv4Address.parse("198.51.100.7");
  private static final Ipv4Address HOST = Ipv4Address.parse("192.0.2.1");

  private GatewayLab lab = new GatewayLab();

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  private void behave(UnaryOperator<Dials> change) {
    lab.close();
    lab =
        new GatewayLab(
            GatewaySettings.DEFAULT.with(change.apply(new Dials(NatBehaviour.DEFAULT)).nat));
    lab.hostAddresses.add(HOST);
    lab.guest.arp(ROUTER);
  }

  /** A behaviour of which one dial after the other is turned. */
  private record Dials(NatBehaviour nat) {
    Dials mapping(Dependence mapping) {
      return with(mapping, nat.filtering(), nat.ports(), nat.parity());
    }

    Dials filtering(Dependence filtering) {
      return with(nat.mapping(), filtering, nat.ports(), nat.parity());
    }

    Dials ports(Ports ports, boolean parity) {
      return with(nat.mapping(), nat.filtering(), ports, parity);
    }

    private Dials with(Dependence mapping, Dependence filtering, Ports ports, boolean parity) {
      return new Dials(
          new NatBehaviour(
              mapping,
              filtering,
              ports,
              parity,
              nat.hairpin(),
              nat.udpTimeout(),
              nat.tcpTimeout(),
              nat.refresh()));
    }

    Dials times(Duration udp, Duration tcp, Refresh refresh, boolean hairpin) {
      return new Dials(
          new NatBehaviour(
              nat.mapping(),
              nat.filtering(),
              nat.ports(),
              nat.parity(),
              hairpin,
              udp,
              tcp,
              refresh));
    }
  }

  private List<Integer> hostPorts() {
    return lab.outside.endpoints.stream().map(endpoint -> endpoint.port).toList();
  }

  @ParameterizedTest
  @CsvSource({"ENDPOINT_INDEPENDENT,1", "ADDRESS,2", "ADDRESS_AND_PORT,3"})
  @DisplayName("mapping: one outside port for all, for each address, for each address and port")
  void mapping(Dependence mapping, int ports) {
    behave(dials -> dials.mapping(mapping));
    lab.guest.udp(5000, WORLD, 7, "a");
    lab.guest.udp(5000, WORLD, 8, "b");
    lab.guest.udp(5000, OTHER, 7, "c");
    lab.guest.udp(5000, WORLD, 7, "d");
    assertThat(lab.outside.endpoints).hasSize(ports);
    assertThat(lab.outside.endpoints.get(0).sent).last().asString().startsWith("d to 192.0.2.80:7");
  }

  @ParameterizedTest
  @CsvSource({"ENDPOINT_INDEPENDENT,3", "ADDRESS,2", "ADDRESS_AND_PORT,1"})
  @DisplayName("filtering: all may answer, or the same address, or the same address and port")
  void filtering(Dependence filtering, int heard) {
    behave(dials -> dials.filtering(filtering));
    lab.guest.udp(5000, OTHER, 9, "so that the last peer is another");
    lab.guest.udp(5000, WORLD, 7, "hello");
    lab.guest.udp(5000, OTHER, 9, "again");
    ScriptedOutside.Endpoint socket = lab.outside.lastEndpoint();
    lab.host(() -> socket.hears(WORLD, 7, "who was asked"));
    lab.host(() -> socket.hears(WORLD, 8, "another port of his"));
    lab.host(() -> socket.hears(Ipv4Address.parse("203.0.113.9"), 7, "a stranger"));
    assertThat(lab.guest.takeAll()).hasSize(heard);
    assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(3 - heard);
  }

  @Test
  @DisplayName("ports=preserve: the guest's own, the next if it is taken; below 1024 stays below")
  void preserve() {
    behave(dials -> dials.ports(Ports.PRESERVE, false));
    lab.outside.taken.add(5001);
    lab.guest.udp(5000, WORLD, 7, "a");
    lab.guest.udp(5001, WORLD, 7, "b");
    lab.outside.taken.add(1023);
    lab.guest.udp(1023, WORLD, 7, "c");
    assertThat(hostPorts()).containsExactly(5000, 5002, 60_002);
    lab.connection(4321, WORLD, 80).syn();
    assertThat(lab.outside.lastCall().from).isEqualTo(4321);
  }

  @Test
  @DisplayName("parity: an even port stays even, an odd one odd, however it is chosen")
  void parity() {
    behave(dials -> dials.ports(Ports.PRESERVE, true));
    lab.outside.taken.addAll(List.of(5001, 5003));
    lab.guest.udp(5001, WORLD, 7, "b");
    assertThat(hostPorts()).containsExactly(5005);
    for (Ports ports : List.of(Ports.SEQUENTIAL, Ports.RANDOM)) {
      behave(dials -> dials.ports(ports, true));
      for (int port = 6000; port < 6020; port += 3) {
        lab.guest.udp(port, WORLD, 7, "x");
        assertThat(lab.outside.lastEndpoint().port & 1).isEqualTo(port & 1);
      }
    }
  }

  @Test
  @DisplayName("ports=sequential: one after the other; by default the host chooses")
  void sequential() {
    behave(dials -> dials.ports(Ports.SEQUENTIAL, false));
    lab.outside.taken.add(0xc001);
    for (int port = 7000; port < 7003; port++) {
      lab.guest.udp(port, WORLD, 7, "x");
    }
    assertThat(hostPorts()).containsExactly(0xc000, 0xc002, 0xc003);
    behave(dials -> dials);
    lab.connection(4321, WORLD, 80).syn();
    assertThat(lab.outside.lastCall().from).isZero();
  }

  @ParameterizedTest
  @CsvSource({"true,true,1", "true,false,2", "false,true,2", "false,false,2"})
  @DisplayName("hairpin=off: no way from one outside port to another, by any address of the host")
  void hairpin(boolean off, boolean itsPort, int sockets) {
    behave(dials -> dials.times(Duration.ofMinutes(5), Duration.ZERO, Refresh.OUTBOUND, !off));
    lab.guest.udp(5000, WORLD, 7, "opens a port");
    lab.guest.takeAll();
    int port = lab.outside.lastEndpoint().port + (itsPort ? 0 : 1);
    lab.guest.udp(5001, HOST, port, "to the other");
    lab.guest.udp(5001, ROUTER, port, "to the other");
    assertThat(lab.outside.endpoints).hasSize(sockets);
    if (sockets == 1) {
      assertThat(lab.dropped(DropReason.PROHIBITED)).isEqualTo(2);
      assertThat(lab.events.get(lab.events.size() - 1).sentence()).endsWith("hairpin=off");
    }
    lab.guest.udp(5001, WORLD, port, "the same port elsewhere");
    assertThat(lab.outside.lastEndpoint().sent).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"OUTBOUND,true", "BOTH,false"})
  @DisplayName("udp-timeout and refresh: what comes in keeps a mapping only if it is told to")
  void refresh(Refresh refresh, boolean closed) {
    behave(dials -> dials.times(Duration.ofSeconds(30), Duration.ZERO, refresh, true));
    lab.guest.udp(5000, WORLD, 7, "hello");
    lab.after(Duration.ofSeconds(29));
    lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, 7, "still here"));
    lab.guest.expectUdp();
    lab.after(Duration.ofSeconds(2));
    assertThat(lab.outside.lastEndpoint().closed).isEqualTo(closed);
    lab.after(Duration.ofSeconds(28));
    assertThat(lab.outside.lastEndpoint().closed).isTrue();
  }

  @Test
  @DisplayName("tcp-timeout: a connection goes when its guest was silent for so long, not before")
  void tcpTimeout() {
    behave(
        dials ->
            dials.times(Duration.ofMinutes(5), Duration.ofSeconds(60), Refresh.OUTBOUND, true));
    Segments silent = lab.connection(4001, WORLD, 80);
    lab.establish(silent);
    lab.after(Duration.ofSeconds(30));
    Segments busy = lab.connection(4002, WORLD, 80);
    lab.establish(busy);
    lab.after(Duration.ofSeconds(29));
    assertThat(lab.gateway.snapshot().flows()).hasSize(2);
    busy.ack();
    lab.after(Duration.ofSeconds(2));
    assertThat(lab.gateway.snapshot().flows()).hasSize(1);
    assertThat(lab.events.get(lab.events.size() - 1).sentence())
        .contains("nothing was said for too long");
    lab.after(Duration.ofSeconds(60));
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
    lab.guest.takeAll();
  }
}
