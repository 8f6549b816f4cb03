package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.slirp.flow.FlowLimits;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bounds of the flow tables, and who goes when they are reached. */
class FlowBoundsTest {
  private static final FlowLimits FEW = new FlowLimits(4, 2, 2, 2, 2, 1 << 20);

  private final GatewayLab lab = new GatewayLab(GatewaySettings.DEFAULT.with(FEW));

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
  @DisplayName("3000 SYNs in one read: no more attempts than the bound at any moment")
  void oneBurst() {
    lab.host(
        () -> {
          for (int i = 0; i < 3000; i++) {
            lab.connection(1024 + i, WORLD, 80).syn();
          }
        });
    assertThat(lab.outside.mostDialing).isEqualTo(FEW.halfOpen());
    assertThat(lab.gateway.snapshot().flows()).hasSize(FEW.halfOpen());
    assertThat(lab.dropped(DropReason.TABLE_FULL)).isEqualTo(3000 - FEW.halfOpen());
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("connections that wait out TIME-WAIT go before one that is only idle")
  void timeWaitGoesFirst() {
    Segments idle = lab.connection(3000, WORLD, 80);
    final ScriptedOutside.Host host = lab.establish(idle);
    for (int i = 0; i < 20; i++) {
      Segments shortLived = lab.connection(4000 + i, WORLD, 80);
      ScriptedOutside.Host server = lab.establish(shortLived);
      lab.host(server::finishes);
      shortLived.hears();
      shortLived.finishes();
      lab.guest.takeAll();
    }
    lab.host(() -> host.says("still here"));
    assertThat(idle.hears().text()).isEqualTo("still here");
    idle.ack();
    assertThat(lab.gateway.snapshot().flows()).hasSize(FEW.tcp());
  }

  @Test
  @DisplayName("a closed connection whose octets the host never reads has to make room, too")
  void closedButUnread() {
    for (int i = 0; i < 10; i++) {
      Segments connection = lab.connection(4000 + i, WORLD, 80);
      ScriptedOutside.Host host = lab.establish(connection);
      host.full = true;
      connection.says("first");
      connection.says("waits in the gateway");
      lab.host(host::finishes);
      lab.guest.takeAll();
      connection.finishes();
      lab.guest.takeAll();
      assertThat(lab.gateway.snapshot().flows()).hasSizeLessThanOrEqualTo(FEW.tcp());
    }
  }

  @Test
  @DisplayName("a guest that reads nothing: the connection with most octets goes, with RST")
  void memory() {
    lab.establish(lab.connection(3000, WORLD, 80));
    String much = "x".repeat(400_000);
    for (int i = 0; i < 3; i++) {
      Segments greedy = lab.connection(4000 + i, WORLD, 80);
      ScriptedOutside.Host host = lab.establish(greedy);
      lab.host(() -> host.says(much));
    }
    assertThat(lab.gateway.snapshot().flows())
        .extracting(FlowRow::guestPort)
        .contains(3000)
        .hasSize(3);
    assertThat(lab.dropped(DropReason.TABLE_FULL)).isEqualTo(1);
    assertThat(lab.guest.takeAll()).anyMatch(heard -> heard.tcp().has(TcpFlags.RST));
  }

  @Test
  @DisplayName("an evicted connection aborts its host socket")
  void evictedAborts() {
    ScriptedOutside.Host first = lab.establish(lab.connection(4000, WORLD, 80));
    for (int i = 1; i <= FEW.tcp(); i++) {
      lab.establish(lab.connection(4000 + i, WORLD, 80));
      lab.guest.takeAll();
    }
    assertThat(first.aborted).isEqualTo(ByteStream.Reason.CLOSED);
  }

  @Test
  @DisplayName("RFC 6191: a SYN beyond TIME-WAIT's numbers opens the next connection")
  void reopens() {
    Segments connection = lab.connection(4000, WORLD, 80);
    ScriptedOutside.Host host = lab.establish(connection);
    lab.host(host::finishes);
    connection.hears();
    connection.finishes();
    lab.guest.takeAll();
    int calls = lab.outside.calls.size();
    Segments next = lab.connection(4000, WORLD, 80).startingAt(100_000);
    lab.establish(next);
    assertThat(lab.outside.calls).hasSize(calls + 1);
    assertThat(lab.gateway.snapshot().flows())
        .singleElement()
        .extracting(FlowRow::state)
        .isEqualTo("ESTABLISHED");
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("no descriptors left: counted as HOST_REFUSED, and later all is well")
  void exhausted() {
    lab.outside.exhausted = true;
    lab.guest.udp(5000, WORLD, 7, "lost");
    assertThat(lab.dropped(DropReason.HOST_REFUSED)).isEqualTo(1);
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
    lab.connection(4000, WORLD, 80).syn();
    lab.host(() -> lab.outside.lastCall().fails(ByteStream.Reason.CLOSED));
    assertThat(lab.dropped(DropReason.HOST_REFUSED)).isEqualTo(2);
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
    lab.outside.exhausted = false;
    lab.guest.udp(5000, WORLD, 7, "found");
    assertThat(lab.outside.lastEndpoint().sent).hasSize(1);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("a SYN with port 0 on either side opens nothing")
  void portZero() {
    lab.connection(0, WORLD, 80).send(TcpFlags.SYN, TcpOptions.NONE, "");
    lab.connection(4000, WORLD, 0).send(TcpFlags.SYN, TcpOptions.NONE, "");
    assertThat(lab.outside.calls).isEmpty();
    assertThat(lab.dropped(DropReason.BAD_ADDRESS)).isEqualTo(2);
  }

  @Test
  @DisplayName("peers of one endpoint: the one not written to for longest may answer no more")
  void peers() {
    for (int port = 1; port <= 3; port++) {
      lab.guest.udp(5000, WORLD, port, "x");
    }
    for (int port = 1; port <= 3; port++) {
      int from = port;
      lab.host(() -> lab.outside.lastEndpoint().hears(WORLD, from, "answer " + from));
    }
    assertThat(lab.guest.expectUdp().text()).isEqualTo("answer 2");
    assertThat(lab.guest.expectUdp().text()).isEqualTo("answer 3");
    lab.guest.expectNothing();
  }
}
