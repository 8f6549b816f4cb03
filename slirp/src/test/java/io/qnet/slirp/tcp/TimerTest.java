package io.qnet.slirp.tcp;

import static io.qnet.slirp.tcp.Conversation.PLAIN;
import static io.qnet.slirp.tcp.Conversation.established;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.TcpOptions;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Silence, and how long it lasts (RFC 9293, 3.8.3, 3.8.4). */
class TimerTest {

  @DisplayName("3.8.4: after two hours of silence the guest is asked; an answer is enough")
  @Test
  void keepalive() {
    established()
        .passes(Duration.ofHours(2).minusMillis(1))
        .quiet()
        .passes(1)
        .gateway(Flags.ACK, 0, 1, "")
        .guest(Flags.ACK, 1, 1, "")
        .passes(Duration.ofHours(2).minusMillis(1))
        .quiet()
        .passes(1)
        .gateway(Flags.ACK, 0, 1, "")
        .guest(Flags.ACK, 1, 1, "")
        .gatewaySilent();
  }

  @DisplayName("a guest that does not answer nine times is gone")
  @Test
  void guestIsGone() {
    Conversation talk = established().passes(Duration.ofHours(2));
    for (int i = 0; i < Keepalive.PROBES; i++) {
      talk.gateway(Flags.ACK, 0, 1, "").passes(Duration.ofNanos(Keepalive.INTERVAL));
    }
    talk.gateway(Flags.RST_ACK, 1, 1, "")
        .state(TcpState.CLOSED)
        .hostTold("abort TIMEOUT")
        .gatewaySilent();
  }

  @DisplayName("a guest behind a link that stands still is not gone")
  @Test
  void guestIsStopped() {
    established()
        .linkStops()
        .passes(Duration.ofDays(2))
        .quiet()
        .state(TcpState.ESTABLISHED)
        .linkGoesOn()
        .gatewaySilent();
  }

  @DisplayName("the guest's keepalive is answered")
  @Test
  void guestAsks() {
    established().guest(Flags.ACK, 0, 1, "").gateway(Flags.ACK, 1, 1, "").gatewaySilent();
  }

  @DisplayName("an idle time of 0 never asks: there is no deadline at all")
  @Test
  void withoutKeepalive() {
    TcpTimes d = TcpTimes.DEFAULT;
    TcpTimes never =
        new TcpTimes(
            d.minRto(),
            d.maxRto(),
            d.synLife(),
            d.dataLife(),
            d.windowLife(),
            0,
            d.maximumSegmentLife(),
            d.orphanLife());
    Conversation talk = established(PLAIN.withTimes(never), TcpOptions.NONE);
    assertThat(talk.connection().deadline()).isEqualTo(Deadlines.NEVER);
    talk.passes(Duration.ofDays(30)).gatewaySilent();
  }

  @DisplayName("an idle connection wakes nobody up before its keepalive")
  @Test
  void idleMeansIdle() {
    Conversation talk = established().hostWrites("abc").gateway(Flags.PSH_ACK, 1, 1, "abc");
    talk.guest(Flags.ACK, 1, 4, "").guest(Flags.PSH_ACK, 1, 4, "def");
    talk.gateway(Flags.ACK, 4, 4, "").hostHears("def");
    long wait = talk.connection().deadline() - talk.now();
    assertThat(Duration.ofNanos(wait)).isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
    talk.gatewaySilent();
  }
}
