package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.ByteStream;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Closing the gateway: guests are told, and nothing stays behind. */
class GatewayCloseTest {
  private final GatewayLab lab = new GatewayLab();

  @BeforeEach
  void learnGuest() {
    lab.guest.arp(ROUTER);
  }

  @Test
  @DisplayName("inside a burst, as the launcher does it: RST for what is open, all sockets closed")
  void insideBurst() {
    final ScriptedOutside.Host host = lab.establish(lab.connection(4000, WORLD, 80));
    lab.connection(4001, WORLD, 80).syn();
    lab.guest.udp(5000, WORLD, 7, "x");
    lab.connection(4002, DNS, 53).syn();
    lab.guest.send(lab.guest.to(WORLD).fragment(IpProtocol.UDP, 1, 0, true, new byte[64]));
    lab.guest.takeAll();

    lab.host(lab.gateway::close);
    assertThat(lab.guest.takeAll())
        .as("connections that the guest knows of")
        .hasSize(2)
        .allMatch(heard -> heard.tcp().has(TcpFlags.RST));
    assertThat(host.aborted).isEqualTo(ByteStream.Reason.CLOSED);
    assertThat(lab.outside.lastCall().cancelled).isTrue();
    assertThat(lab.outside.endpoints).allMatch(endpoint -> endpoint.closed);
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
    assertThat(lab.link.closed).isTrue();
  }

  @Test
  @DisplayName("a second time nothing happens, and no timer is left")
  void twice() {
    lab.establish(lab.connection(4000, WORLD, 80));
    lab.gateway.close();
    lab.guest.takeAll();
    int told = lab.events.size();
    lab.gateway.close();
    assertThat(lab.events).hasSize(told);
    lab.after(Duration.ofHours(5));
    assertThat(lab.clock.advanceToNext()).isFalse();
    lab.guest.expectNothing();
  }
}
