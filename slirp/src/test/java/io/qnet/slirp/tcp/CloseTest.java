package io.qnet.slirp.tcp;

import static io.qnet.slirp.tcp.Conversation.PLAIN;
import static io.qnet.slirp.tcp.Conversation.established;
import static io.qnet.slirp.tcp.Conversation.guestCalls;
import static io.qnet.slirp.tcp.TcpState.CLOSED;
import static io.qnet.slirp.tcp.TcpState.CLOSE_WAIT;
import static io.qnet.slirp.tcp.TcpState.CLOSING;
import static io.qnet.slirp.tcp.TcpState.FIN_WAIT_1;
import static io.qnet.slirp.tcp.TcpState.FIN_WAIT_2;
import static io.qnet.slirp.tcp.TcpState.LAST_ACK;
import static io.qnet.slirp.tcp.TcpState.TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Closing, from either side, in either order (RFC 9293, section 3.6; case 76). */
class CloseTest {
  private static final Duration TWO_MSL = Duration.ofSeconds(10);

  @DisplayName("figure 12, mirrored: the guest closes first")
  @Test
  void guestClosesFirst() {
    established()
        .guest(Flags.FIN_ACK, 1, 1, "")
        .gateway(Flags.ACK, 1, 2, "")
        .state(CLOSE_WAIT)
        .hostTold("end")
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 2, "")
        .state(LAST_ACK)
        .guest(Flags.ACK, 2, 2, "")
        .state(CLOSED)
        .went("ESTABLISHED -> CLOSE_WAIT", "CLOSE_WAIT -> LAST_ACK", "LAST_ACK -> CLOSED")
        .gatewaySilent();
  }

  @DisplayName("figure 12: the host closes first, and TIME-WAIT lasts 2 MSL")
  @Test
  void hostClosesFirst() {
    established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .state(FIN_WAIT_1)
        .guest(Flags.ACK, 1, 2, "")
        .state(FIN_WAIT_2)
        .guest(Flags.FIN_ACK, 1, 2, "")
        .gateway(Flags.ACK, 2, 2, "")
        .state(TIME_WAIT)
        .hostTold("end")
        .passes(TWO_MSL.minusNanos(1))
        .state(TIME_WAIT)
        .passes(Duration.ofNanos(1))
        .state(CLOSED)
        .went(
            "ESTABLISHED -> FIN_WAIT_1",
            "FIN_WAIT_1 -> FIN_WAIT_2",
            "FIN_WAIT_2 -> TIME_WAIT",
            "TIME_WAIT -> CLOSED")
        .gatewaySilent();
  }

  @DisplayName("figure 5: the guest acknowledges our FIN with its own")
  @Test
  void finAnswersFin() {
    established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .guest(Flags.FIN_ACK, 1, 2, "")
        .gateway(Flags.ACK, 2, 2, "")
        .state(TIME_WAIT)
        .hostTold("end")
        .gatewaySilent();
  }

  @DisplayName("figure 13: both close at the same time")
  @Test
  void simultaneousClose() {
    established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .guest(Flags.FIN_ACK, 1, 1, "")
        .gateway(Flags.ACK, 2, 2, "")
        .state(CLOSING)
        .hostTold("end")
        .guest(Flags.ACK, 2, 2, "")
        .state(TIME_WAIT)
        .passes(TWO_MSL)
        .state(CLOSED)
        .gatewaySilent();
  }

  @DisplayName("half-close: after the guest's FIN the host goes on talking")
  @Test
  void guestHalfCloses() {
    established()
        .guest(Flags.FIN_PSH_ACK, 1, 1, "ask")
        .gateway(Flags.ACK, 1, 5, "")
        .hostHears("ask")
        .hostTold("end")
        .hostWrites("answer")
        .gateway(Flags.PSH_ACK, 1, 5, "answer")
        .guest(Flags.ACK, 5, 7, "")
        .hostWrites("more")
        .hostCloses()
        .gateway(Flags.PSH_ACK, 7, 5, "more")
        .gateway(Flags.FIN_ACK, 11, 5, "")
        .guest(Flags.ACK, 5, 12, "")
        .state(CLOSED)
        .gatewaySilent();
  }

  @DisplayName("half-close: after our FIN the guest goes on talking")
  @Test
  void hostHalfCloses() {
    established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 2, "")
        .guest(Flags.PSH_ACK, 1, 2, "still here")
        .gateway(Flags.ACK, 2, 11, "")
        .hostHears("still here")
        .guest(Flags.FIN_PSH_ACK, 11, 2, "bye")
        .gateway(Flags.ACK, 2, 15, "")
        .hostHears("bye")
        .hostTold("end")
        .state(TIME_WAIT)
        .gatewaySilent();
  }

  @DisplayName("our FIN follows what was written, in one segment with it if that leaves then")
  @Test
  void finAfterData() {
    established()
        .around(
            c -> {
              c.stream().write(io.netty.buffer.Unpooled.copiedBuffer(new byte[] {'h', 'i'}));
              c.stream().end();
            })
        .gateway(Flags.FIN_PSH_ACK, 1, 1, "hi")
        .state(FIN_WAIT_1)
        .guest(Flags.ACK, 1, 3, "")
        .state(FIN_WAIT_1)
        .guest(Flags.ACK, 1, 4, "")
        .state(FIN_WAIT_2)
        .gatewaySilent();
  }

  @DisplayName("a write after the end goes nowhere, and leaks nothing")
  @Test
  void writeAfterEnd() {
    established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .hostWrites("too late")
        .gatewaySilent();
  }

  @DisplayName("a lost FIN of ours is sent again")
  @Test
  void finIsRepeated() {
    established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .passes(200)
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .passes(400)
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 2, "")
        .state(FIN_WAIT_2)
        .gatewaySilent();
  }

  @DisplayName("TIME-WAIT: the guest's FIN again is acknowledged again, and the 2 MSL begin anew")
  @Test
  void finAgainInTimeWait() {
    Conversation talk = timeWait().passes(TWO_MSL.minusMillis(1));
    talk.guest(Flags.FIN_ACK, 1, 2, "")
        .gateway(Flags.ACK, 2, 2, "")
        .passes(TWO_MSL.minusMillis(1))
        .state(TIME_WAIT)
        .passes(1)
        .state(CLOSED)
        .gatewaySilent();
  }

  private static Conversation timeWait() {
    return established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .guest(Flags.FIN_ACK, 1, 2, "")
        .gateway(Flags.ACK, 2, 2, "")
        .hostTold("end")
        .state(TIME_WAIT);
  }

  @DisplayName("RFC 6191: a SYN with a higher number may reopen what is in TIME-WAIT")
  @Test
  void reopensTimeWait() {
    Conversation talk = timeWait();
    assertThat(talk.connection().reopens(syn(3, Flags.SYN), TcpOptions.NONE)).isTrue();
    assertThat(talk.connection().reopens(syn(2, Flags.SYN), TcpOptions.NONE)).isFalse();
    assertThat(talk.connection().reopens(syn(-9, Flags.SYN), TcpOptions.NONE)).isFalse();
    assertThat(talk.connection().reopens(syn(3, Flags.SYN_ACK), TcpOptions.NONE)).isFalse();
    talk.gatewaySilent();
    assertThat(established().connection().reopens(syn(3, Flags.SYN), TcpOptions.NONE)).isFalse();
  }

  private static TcpView syn(int sequence, int flags) {
    ByteBuf buf = Unpooled.buffer().writeZero(TcpView.HEADER_LENGTH);
    new TcpHeader(1, 2, Conversation.GUEST_ISN + sequence, 0, flags, 0, TcpOptions.NONE)
        .write(buf, 0, 0, 0);
    return new TcpView(buf, 0, buf.readableBytes());
  }

  @DisplayName("case 75: data after the guest's FIN goes nowhere")
  @Test
  void dataAfterFin() {
    established()
        .guest(Flags.FIN_ACK, 1, 1, "")
        .gateway(Flags.ACK, 1, 2, "")
        .hostTold("end")
        .guest(Flags.PSH_ACK, 2, 1, "undead")
        .dropped(DropReason.OUT_OF_STATE)
        .gateway(Flags.ACK, 1, 2, "")
        .hostHears("")
        .gatewaySilent();
  }

  @DisplayName("a FIN ahead of its data waits for it; data beyond the FIN is cut off")
  @Test
  void finOutOfOrder() {
    established()
        .guest(Flags.FIN_ACK, 4, 1, "def")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 4, 1, "defGHI")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 1, "abc")
        .gateway(Flags.ACK, 1, 8, "")
        .state(CLOSE_WAIT)
        .hostHears("abcdef")
        .hostTold("end")
        .gatewaySilent();
  }

  @DisplayName("a FIN before octets that are already here is not believed")
  @Test
  void lyingFin() {
    established()
        .guest(Flags.ACK, 4, 1, "defghi")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.FIN_ACK, 4, 1, "de")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 1, "abc")
        .gateway(Flags.ACK, 1, 10, "")
        .state(TcpState.ESTABLISHED)
        .hostHears("abcdefghi")
        .gatewaySilent();
  }

  @DisplayName("a reader that pauses is told of the end after all octets, even when we are done")
  @Test
  void pausedReaderIsToldLater() {
    established()
        .hostPauses()
        .guest(Flags.FIN_PSH_ACK, 1, 1, "last words")
        .gateway(Flags.ACK, 1, 12, "")
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 12, "")
        .guest(Flags.ACK, 12, 2, "")
        .state(CLOSED)
        .went("ESTABLISHED -> CLOSE_WAIT", "CLOSE_WAIT -> LAST_ACK")
        .hostResumes()
        .hostHears("last words")
        .hostTold("end")
        .went("ESTABLISHED -> CLOSE_WAIT", "CLOSE_WAIT -> LAST_ACK", "LAST_ACK -> CLOSED")
        .gatewaySilent();
  }

  @DisplayName("FIN-WAIT-2 lasts 60 s once the host side is gone, and for ever while it reads")
  @Test
  void orphanInFinWait2() {
    established()
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 2, "")
        .passes(Duration.ofHours(1))
        .state(FIN_WAIT_2)
        .around(TcpConnection::orphan)
        .passes(Duration.ofMinutes(1))
        .state(CLOSED)
        .gatewaySilent();
  }

  @DisplayName("3.6.1, RFC 2525: data for a host side that is gone is answered with RST")
  @Test
  void dataForAnOrphan() {
    established()
        .around(TcpConnection::orphan)
        .gateway(Flags.FIN_ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 2, "")
        .guest(Flags.PSH_ACK, 1, 2, "hello?")
        .gateway(Flags.RST_ACK, 2, 1, "")
        .state(CLOSED)
        .gatewaySilent();
  }

  @DisplayName("ABORT call: RST to the guest, nothing more to the host")
  @Test
  void hostAborts() {
    established().hostAborts().gateway(Flags.RST_ACK, 1, 1, "").state(CLOSED).gatewaySilent();
  }

  @DisplayName("ABORT call while the SYN waits: the guest hears nothing")
  @Test
  void hostAbortsEarly() {
    guestCalls(PLAIN, TcpOptions.NONE).hostAborts().state(CLOSED).gatewaySilent();
  }

  @DisplayName("ABORT call in LAST-ACK: no RST")
  @Test
  void hostAbortsLate() {
    established()
        .guest(Flags.FIN_ACK, 1, 1, "")
        .gateway(Flags.ACK, 1, 2, "")
        .hostTold("end")
        .hostCloses()
        .gateway(Flags.FIN_ACK, 1, 2, "")
        .hostAborts()
        .state(CLOSED)
        .gatewaySilent();
  }

  @DisplayName("eviction: RST to the guest, and the host is told")
  @Test
  void evicted() {
    established()
        .around(TcpConnection::kill)
        .gateway(Flags.RST_ACK, 1, 1, "")
        .hostTold("abort CLOSED")
        .gatewaySilent();
  }
}
