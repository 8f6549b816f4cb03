package io.qnet.slirp.tcp;

import static io.qnet.slirp.tcp.Conversation.PLAIN;
import static io.qnet.slirp.tcp.Conversation.established;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.packet.TcpOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Octets to the guest: segments, windows, back-pressure (RFC 9293, 3.8.6). */
class SendTest {
  private static final TcpOptions MSS_1000 = TcpOptions.syn(1000, TcpOptions.ABSENT, false);

  private static String letters(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) ('a' + i % 26));
    }
    return text.toString();
  }

  @DisplayName("full segments, then the rest with PSH; writes of one burst are put together")
  @Test
  void segments() {
    String text = letters(2500);
    established()
        .inOneBurst(
            talk ->
                talk.hostWrites(text.substring(0, 3))
                    .hostWrites(text.substring(3, 1400))
                    .hostWrites(text.substring(1400)))
        .gateway(Flags.ACK, 1, 1, text.substring(0, 1000))
        .gateway(Flags.ACK, 1001, 1, text.substring(1000, 2000))
        .gateway(Flags.PSH_ACK, 2001, 1, text.substring(2000))
        .guest(Flags.ACK, 1, 2501, "")
        .gatewaySilent();
  }

  @DisplayName("timestamps are paid from the segment size")
  @Test
  void timestampsCostOctets() {
    Conversation talk =
        established(PLAIN.withOptions(false, true, false), MSS_1000.withTimestamps(1, 0));
    talk.hostWrites(letters(1000));
    Conversation.Segment first = talk.next();
    assertThat(first.text()).hasSize(988);
    assertThat(first.options().tsEcr()).isEqualTo(1);
    talk.drain();
    talk.gatewaySilent();
  }

  @DisplayName("the guest's window is kept to, and a larger one used at once")
  @Test
  void window() {
    String text = letters(3000);
    established()
        .guestWindow(1500)
        .guest(Flags.ACK, 1, 1, "")
        .hostWrites(text)
        .gateway(Flags.ACK, 1, 1, text.substring(0, 1000))
        .quiet()
        .guestWindow(2000)
        .guest(Flags.ACK, 1, 1001, "")
        .gateway(Flags.ACK, 1001, 1, text.substring(1000, 2000))
        .gateway(Flags.PSH_ACK, 2001, 1, text.substring(2000))
        .gatewaySilent();
  }

  @DisplayName("3.10.7.4: a window from an older segment is not believed")
  @Test
  void oldWindow() {
    established()
        .guest(Flags.PSH_ACK, 1, 1, "abc")
        .gateway(Flags.ACK, 1, 4, "")
        .hostHears("abc")
        .guestWindow(0)
        .guest(Flags.ACK, 1, 1, "abc")
        .gateway(Flags.ACK, 1, 4, "")
        .hostWrites("x")
        .gateway(Flags.PSH_ACK, 1, 4, "x")
        .gatewaySilent();
  }

  @DisplayName("3.8.6.1, case 72: a shut window is asked with one octet, ever more rarely")
  @Test
  void zeroWindow() {
    established()
        .guestWindow(0)
        .guest(Flags.ACK, 1, 1, "")
        .hostWrites("abc")
        .quiet()
        .passes(200)
        .gateway(Flags.ACK, 1, 1, "a")
        .guest(Flags.ACK, 1, 1, "")
        .passes(399)
        .quiet()
        .passes(1)
        .gateway(Flags.ACK, 1, 1, "a")
        .passes(800)
        .gateway(Flags.ACK, 1, 1, "a")
        .guestWindow(1000)
        .guest(Flags.ACK, 1, 2, "")
        .gateway(Flags.PSH_ACK, 2, 1, "bc")
        .guest(Flags.ACK, 1, 4, "")
        .passes(Duration.ofMinutes(5))
        .gatewaySilent();
  }

  @DisplayName("a probe that the guest threw away is sent again as part of a segment")
  @Test
  void windowOpensWithoutTheProbe() {
    established()
        .guestWindow(0)
        .guest(Flags.ACK, 1, 1, "")
        .hostWrites("abc")
        .passes(200)
        .gateway(Flags.ACK, 1, 1, "a")
        .guestWindow(1000)
        .guest(Flags.ACK, 1, 1, "")
        .gateway(Flags.ACK, 1, 1, "a")
        .gateway(Flags.PSH_ACK, 2, 1, "bc")
        .gatewaySilent();
  }

  @DisplayName("our acknowledgments stay where a guest with a shut window takes them")
  @Test
  void acknowledgmentBeforeTheShutEdge() {
    established()
        .guestWindow(0)
        .guest(Flags.ACK, 1, 1, "")
        .hostWrites("abc")
        .passes(200)
        .gateway(Flags.ACK, 1, 1, "a")
        .guest(Flags.PSH_ACK, 1, 1, "text")
        .gateway(Flags.ACK, 1, 5, "")
        .hostHears("text")
        .gatewaySilent();
  }

  @DisplayName("a FIN waits for the window too, and is what is asked with")
  @Test
  void finIntoZeroWindow() {
    established()
        .guestWindow(0)
        .guest(Flags.ACK, 1, 1, "")
        .hostCloses()
        .quiet()
        .passes(200)
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .state(TcpState.FIN_WAIT_1)
        .guest(Flags.ACK, 1, 2, "")
        .state(TcpState.FIN_WAIT_2)
        .gatewaySilent();
  }

  @DisplayName("case 72: a window that stays shut for ten minutes ends the connection")
  @Test
  void shutForEver() {
    Conversation talk = established().guestWindow(0).guest(Flags.ACK, 1, 1, "").hostWrites("abc");
    int asked = 0;
    for (int second = 0; second < 700; second++) {
      talk.passes(1000);
      if (!talk.drain().isEmpty() && talk.connection().state() != TcpState.CLOSED) {
        asked++;
        talk.guest(Flags.ACK, 1, 1, "");
      }
    }
    assertThat(asked).isBetween(15, 25);
    talk.state(TcpState.CLOSED).hostTold("abort TIMEOUT").gatewaySilent();
  }

  @DisplayName("case 72: questions that nobody answers end it after 100 s")
  @Test
  void shutAndSilent() {
    Conversation talk =
        established()
            .guestWindow(0)
            .guest(Flags.ACK, 1, 1, "")
            .hostWrites("abc")
            .passes(Duration.ofSeconds(170));
    talk.drain();
    talk.state(TcpState.CLOSED).hostTold("abort TIMEOUT").gatewaySilent();
  }

  @DisplayName("case 73: a guest that shrinks its window gets one octet at a time, and survives")
  @Test
  void windowShrinks() {
    String text = letters(2000);
    Conversation talk =
        established()
            .hostWrites(text)
            .gateway(Flags.ACK, 1, 1, text.substring(0, 1000))
            .gateway(Flags.PSH_ACK, 1001, 1, text.substring(1000))
            .guestWindow(0)
            .guest(Flags.ACK, 1, 1, "")
            .passes(1000)
            .gateway(Flags.ACK, 1, 1, text.substring(0, 1));
    talk.drain();
    talk.guestWindow(5000).guest(Flags.ACK, 1, 2, "");
    assertThat(octets(talk.drain())).isEqualTo(text.substring(1));
    talk.guest(Flags.ACK, 1, 2001, "").passes(60_000).gatewaySilent();
  }

  private static String octets(List<Conversation.Segment> segments) {
    StringBuilder text = new StringBuilder();
    segments.forEach(segment -> text.append(segment.text()));
    return text.toString();
  }

  @DisplayName("a small window without anything under way is filled after a while (3.8.6.2.1)")
  @Test
  void tinyWindow() {
    established()
        .guestWindow(10)
        .guest(Flags.ACK, 1, 1, "")
        .hostWrites("abcdefghijklmnop")
        .quiet()
        .passes(200)
        .gateway(Flags.ACK, 1, 1, "abcdefghij")
        .guest(Flags.ACK, 1, 11, "")
        .gateway(Flags.PSH_ACK, 11, 1, "klmnop")
        .gatewaySilent();
  }

  @DisplayName("back-pressure: false when the buffer is full, onWritable below half of it")
  @Test
  void backPressure() {
    Conversation talk = established(PLAIN.withBuffers(4000, 4000), MSS_1000);
    talk.around(c -> assertThat(c.stream().write(talk.buffer("a".repeat(3999)))).isTrue())
        .around(c -> assertThat(c.stream().write(talk.buffer("b"))).isFalse());
    assertThat(talk.drain()).hasSize(5);
    talk.guest(Flags.ACK, 1, 2001, "")
        .guest(Flags.ACK, 1, 2002, "")
        .hostTold("writable")
        .around(c -> assertThat(c.stream().write(talk.buffer("c"))).isTrue())
        .gateway(Flags.PSH_ACK, 4001, 1, "c")
        .gatewaySilent();
  }

  @DisplayName("a link that stands still is no loss: nothing is sent, no time-out counts")
  @Test
  void linkStandsStill() {
    established()
        .hostWrites("before")
        .gateway(Flags.PSH_ACK, 1, 1, "before")
        .linkStops()
        .hostWrites("meanwhile")
        .passes(Duration.ofHours(1))
        .quiet()
        .guest(Flags.PSH_ACK, 1, 1, "still acknowledged")
        .gateway(Flags.ACK, 7, 19, "")
        .hostHears("still acknowledged")
        .linkGoesOn()
        .gateway(Flags.PSH_ACK, 7, 19, "meanwhile")
        .passes(199)
        .quiet()
        .passes(1)
        .gateway(Flags.PSH_ACK, 1, 19, "beforemeanwhile")
        .state(TcpState.ESTABLISHED)
        .guest(Flags.ACK, 19, 16, "")
        .gatewaySilent();
  }

  @DisplayName("RFC 1191: a path that takes less gets what is outstanding cut anew, never more")
  @Test
  void pathMtu() {
    String text = letters(2000);
    established()
        .hostWrites(text)
        .gateway(Flags.ACK, 1, 1, text.substring(0, 1000))
        .gateway(Flags.PSH_ACK, 1001, 1, text.substring(1000))
        .around(c -> c.onPathMtu(800))
        .gateway(Flags.ACK, 1, 1, text.substring(0, 800))
        .gateway(Flags.ACK, 801, 1, text.substring(800, 1600))
        .gateway(Flags.PSH_ACK, 1601, 1, text.substring(1600))
        .around(c -> c.onPathMtu(1400))
        .guest(Flags.ACK, 1, 2001, "")
        .around(c -> c.onPathMtu(0))
        .hostWrites(text.substring(0, 50))
        .gateway(Flags.ACK, 2001, 1, text.substring(0, 48))
        .gateway(Flags.PSH_ACK, 2049, 1, text.substring(48, 50))
        .gatewaySilent();
  }
}
