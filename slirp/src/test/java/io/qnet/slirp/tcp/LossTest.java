package io.qnet.slirp.tcp;

import static io.qnet.slirp.tcp.Conversation.PLAIN;
import static io.qnet.slirp.tcp.Conversation.established;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.packet.TcpOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What was lost is sent again (RFC 6298, 5681, 6582, 6675). */
class LossTest {
  private static final TcpSettings SACK = PLAIN.withOptions(false, false, true);
  private final String text = "0123456789".repeat(1000);
  private Conversation talk;

  /** Ten segments of a thousand octets are under way: the whole initial window. */
  @BeforeEach
  void tenSegmentsUnderWay() {
    talk = underWay(PLAIN, TcpOptions.syn(1000, TcpOptions.ABSENT, false));
  }

  private Conversation underWay(TcpSettings settings, TcpOptions offer) {
    Conversation begun = established(settings, offer).hostWrites(text);
    assertThat(begun.drain()).hasSize(10);
    return begun;
  }

  private static Conversation sack(Conversation talk, int ack, int... edges) {
    int[] absolute = new int[edges.length];
    for (int i = 0; i < edges.length; i++) {
      absolute[i] = edges[i] + Conversation.GATEWAY_ISN;
    }
    return talk.guest(Flags.ACK, 1, ack, TcpOptions.NONE.withSack(absolute), "");
  }

  private String piece(int from, int to) {
    return text.substring(from - 1, to - 1);
  }

  @DisplayName("RFC 6298, 5: after the time-out the first segment; the time-out doubles, to 60 s")
  @Test
  void timeOut() {
    long rto = 200;
    for (int i = 0; i < 8; i++) {
      talk.passes(rto - 1).quiet().passes(1).gateway(Flags.ACK, 1, 1, piece(1, 1001));
      rto *= 2;
    }
    talk.passes(Duration.ofMinutes(2)).state(TcpState.CLOSED).hostTold("abort TIMEOUT");
    List<Conversation.Segment> last = talk.drain();
    assertThat(last.get(last.size() - 1).flags()).isEqualTo(Flags.RST_ACK);
    talk.gatewaySilent();
  }

  @DisplayName(
      "RFC 5681, 3.1: after a time-out slow start, from one segment, through all that is lost")
  @Test
  void slowStartAfterTimeOut() {
    talk.passes(200).gateway(Flags.ACK, 1, 1, piece(1, 1001));
    talk.guest(Flags.ACK, 1, 1001, "")
        .gateway(Flags.ACK, 1001, 1, piece(1001, 2001))
        .gateway(Flags.ACK, 2001, 1, piece(2001, 3001))
        .guest(Flags.ACK, 1, 3001, "");
    assertThat(talk.drain()).hasSize(4);
    talk.guest(Flags.ACK, 1, 7001, "");
    assertThat(talk.drain()).hasSize(3);
    talk.guest(Flags.ACK, 1, 10001, "").passes(60_000).gatewaySilent();
  }

  @DisplayName("a guest that had the rest already is not sent it again")
  @Test
  void ackJumpsAfterTimeOut() {
    talk.passes(200)
        .gateway(Flags.ACK, 1, 1, piece(1, 1001))
        .guest(Flags.ACK, 1, 10001, "")
        .hostWrites("new")
        .gateway(Flags.PSH_ACK, 10001, 1, "new")
        .gatewaySilent();
  }

  @DisplayName("RFC 5681, 3.2: the third duplicate brings the first segment back, at once")
  @Test
  void fastRetransmit() {
    talk.guest(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 1, "")
        .quiet()
        .guest(Flags.ACK, 1, 1, "")
        .gateway(Flags.ACK, 1, 1, piece(1, 1001))
        .guest(Flags.ACK, 1, 1, "")
        .quiet()
        .guest(Flags.ACK, 1, 10001, "")
        .gatewaySilent();
    assertThat(talk.connection().snapshot().retransmits()).isEqualTo(1);
  }

  @DisplayName(
      "RFC 6582: a partial acknowledgment brings the next hole; NewReno leaves at the point")
  @Test
  void newReno() {
    for (int i = 0; i < 3; i++) {
      talk.guest(Flags.ACK, 1, 1, "");
    }
    talk.gateway(Flags.ACK, 1, 1, piece(1, 1001))
        .guest(Flags.ACK, 1, 4001, "")
        .gateway(Flags.ACK, 4001, 1, piece(4001, 5001))
        .guest(Flags.ACK, 1, 10001, "")
        .hostWrites("on")
        .gateway(Flags.PSH_ACK, 10001, 1, "on")
        .gatewaySilent();
    assertThat(talk.connection().snapshot().congestionWindow()).isEqualTo(7000);
  }

  @DisplayName("RFC 3042: the first two duplicates let a new segment out each")
  @Test
  void limitedTransmit() {
    talk.hostWrites(text).quiet();
    talk.guest(Flags.ACK, 1, 1, "").gateway(Flags.ACK, 10001, 1, piece(1, 1001));
    talk.guest(Flags.ACK, 1, 1, "").gateway(Flags.ACK, 11001, 1, piece(1001, 2001));
    talk.guest(Flags.ACK, 1, 1, "").gateway(Flags.ACK, 1, 1, piece(1, 1001)).gatewaySilent();
  }

  @DisplayName("duplicates with text or another window say nothing about loss")
  @Test
  void notDuplicates() {
    talk.guest(Flags.ACK, 1, 1, "a").gateway(Flags.ACK, 10001, 2, "");
    talk.guest(Flags.ACK, 2, 1, "b").gateway(Flags.ACK, 10001, 3, "");
    talk.guest(Flags.ACK, 3, 1, "c").gateway(Flags.ACK, 10001, 4, "");
    for (int window = 20_000; window < 20_005; window++) {
      talk.guestWindow(window).guest(Flags.ACK, 4, 1, "");
    }
    talk.hostHears("abc").gatewaySilent();
  }

  @DisplayName("RFC 6675: SACK shows two holes; both come back, and nothing else")
  @Test
  void sackRecovery() {
    Conversation begun = underWay(SACK, TcpOptions.syn(1000, TcpOptions.ABSENT, true));
    sack(begun, 1, 1001, 2001).quiet();
    sack(begun, 1, 3001, 4001, 1001, 2001).quiet();
    sack(begun, 1, 3001, 5001, 1001, 2001).gateway(Flags.ACK, 1, 1, piece(1, 1001));
    sack(begun, 1, 3001, 10001, 1001, 2001).gateway(Flags.ACK, 2001, 1, piece(2001, 3001));
    sack(begun, 2001, 3001, 10001).quiet();
    begun.guest(Flags.ACK, 1, 10001, "").passes(60_000);
    assertThat(begun.connection().snapshot().retransmits()).isEqualTo(2);
    begun.gatewaySilent();
  }

  @DisplayName("RFC 2018, 8: a time-out does not trust reports that the guest took back")
  @Test
  void reneging() {
    Conversation begun = underWay(SACK, TcpOptions.syn(1000, TcpOptions.ABSENT, true));
    sack(begun, 1, 1001, 10001).gateway(Flags.ACK, 1, 1, piece(1, 1001));
    begun.guest(Flags.ACK, 1, 1001, "").passes(200);
    begun.gateway(Flags.ACK, 1001, 1, piece(1001, 2001));
    begun.drain();
    begun.guest(Flags.ACK, 1, 2001, "");
    assertThat(begun.next().sequence()).isEqualTo(2001);
    begun.drain();
    begun.gatewaySilent();
  }

  @DisplayName("SACK blocks that lie outside what is under way are not believed")
  @Test
  void lyingSack() {
    Conversation begun = underWay(SACK, TcpOptions.syn(1000, TcpOptions.ABSENT, true));
    for (int i = 0; i < 5; i++) {
      sack(begun, 1, 20_000 + i, 30_000, 500, 400, -5000, 9000, 1, 1001).quiet();
    }
    begun.guest(Flags.ACK, 1, 10001, "").gatewaySilent();
  }

  @DisplayName(
      "Karn: what was sent again is not timed, so that a late answer is no short round trip")
  @Test
  void karn() {
    talk.passes(200)
        .gateway(Flags.ACK, 1, 1, piece(1, 1001))
        .passes(50)
        .guest(Flags.ACK, 1, 10001, "");
    assertThat(talk.connection().snapshot().smoothedRtt()).isLessThan(1_000);
    talk.gatewaySilent();
  }

  @DisplayName("the time-out follows the round trip")
  @Test
  void slowPath() {
    talk.passes(190).guest(Flags.ACK, 1, 10001, "");
    talk.hostWrites("abc").gateway(Flags.PSH_ACK, 10001, 1, "abc");
    talk.passes(210).quiet().guest(Flags.ACK, 1, 10004, "").gatewaySilent();
  }

  @DisplayName("a FIN is recovered like an octet")
  @Test
  void lostFin() {
    talk.hostCloses()
        .gateway(Flags.FIN_ACK, 10001, 1, "")
        .guest(Flags.ACK, 1, 9001, "")
        .passes(400)
        .gateway(Flags.FIN_PSH_ACK, 9001, 1, piece(9001, 10001))
        .guest(Flags.ACK, 1, 10002, "")
        .state(TcpState.FIN_WAIT_2)
        .gatewaySilent();
  }
}
