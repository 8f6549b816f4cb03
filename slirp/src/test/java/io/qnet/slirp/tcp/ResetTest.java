package io.qnet.slirp.tcp;

import static io.qnet.slirp.tcp.Conversation.established;
import static io.qnet.slirp.tcp.TcpState.CLOSED;
import static io.qnet.slirp.tcp.TcpState.ESTABLISHED;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RST, and what only looks like it belongs (RFC 9293, 3.10.7.4; RFC 5961; RFC 7323, 5). */
class ResetTest {

  /** Every synchronized state, with the guest's next number and what it has acknowledged. */
  static Stream<Arguments> states() {
    return Stream.of(
        state("SYN_RECEIVED", ResetTest::synReceived, 1, 0),
        state("ESTABLISHED", Conversation::established, 1, 1),
        state("FIN_WAIT_1", ResetTest::finWait1, 1, 1),
        state("FIN_WAIT_2", () -> finWait1().guest(Flags.ACK, 1, 2, ""), 1, 2),
        state("CLOSING", ResetTest::closing, 2, 1),
        state("TIME_WAIT", () -> closing().guest(Flags.ACK, 2, 2, ""), 2, 2),
        state("CLOSE_WAIT", ResetTest::closeWait, 2, 1),
        state("LAST_ACK", () -> closeWait().hostCloses(), 2, 1));
  }

  private static Arguments state(String name, Supplier<Conversation> talk, int next, int acked) {
    return Arguments.of(name, talk, next, acked);
  }

  private static Conversation synReceived() {
    return Conversation.guestCalls(Conversation.PLAIN, TcpOptions.NONE).hostAccepts();
  }

  private static Conversation finWait1() {
    return established().hostCloses();
  }

  private static Conversation closing() {
    return finWait1().guest(Flags.FIN_ACK, 1, 1, "").hostTold("end");
  }

  private static Conversation closeWait() {
    return established().guest(Flags.FIN_ACK, 1, 1, "").hostTold("end");
  }

  @DisplayName("case 69: the exact RST ends the connection, in every state")
  @ParameterizedTest(name = "{0}")
  @MethodSource("states")
  void exactReset(String name, Supplier<Conversation> begin, int next, int acked) {
    Conversation talk = begin.get();
    talk.state(TcpState.valueOf(name)).drain();
    talk.guest(Flags.RST, next, acked, "").taken().state(CLOSED).hostTold("abort RESET");
    talk.gatewaySilent();
  }

  @DisplayName("case 69, RFC 5961: a RST elsewhere in the window is challenged, in every state")
  @ParameterizedTest(name = "{0}")
  @MethodSource("states")
  void inexactReset(String name, Supplier<Conversation> begin, int next, int acked) {
    Conversation talk = begin.get();
    talk.drain();
    talk.guest(Flags.RST, next + 5, acked, "")
        .dropped(DropReason.OUT_OF_WINDOW)
        .state(TcpState.valueOf(name));
    assertThat(talk.next().acknowledgment()).isEqualTo(next);
    talk.gatewaySilent();
  }

  @DisplayName("case 69: a RST outside the window is silence, in every state")
  @ParameterizedTest(name = "{0}")
  @MethodSource("states")
  void resetOutsideTheWindow(String name, Supplier<Conversation> begin, int next, int acked) {
    Conversation talk = begin.get();
    talk.drain();
    for (int sequence : new int[] {next - 1, next - 100_000, next + (1 << 29), next + (1 << 31)}) {
      talk.guest(Flags.RST, sequence, acked, "").dropped(DropReason.OUT_OF_WINDOW);
    }
    talk.state(TcpState.valueOf(name)).gatewaySilent();
  }

  @DisplayName("an unacceptable segment is answered with an acknowledgment, in every state")
  @ParameterizedTest(name = "{0}")
  @MethodSource("states")
  void unacceptable(String name, Supplier<Conversation> begin, int next, int acked) {
    Conversation talk = begin.get();
    talk.drain();
    talk.guest(Flags.ACK, next - 50, acked, "old").dropped(DropReason.OUT_OF_WINDOW);
    assertThat(talk.next().acknowledgment()).isEqualTo(next);
    talk.guest(Flags.ACK, next + (1 << 29), acked, "far").dropped(DropReason.OUT_OF_WINDOW);
    assertThat(talk.next().acknowledgment()).isEqualTo(next);
    talk.state(TcpState.valueOf(name)).gatewaySilent();
  }

  @DisplayName("a segment without ACK, which is no SYN and no RST, comes no further than the check")
  @ParameterizedTest(name = "{0}")
  @MethodSource("states")
  void withoutAck(String name, Supplier<Conversation> begin, int next, int acked) {
    Conversation talk = begin.get();
    talk.drain();
    assertThat(talk.babble(TcpFlags.FIN, next, acked, TcpOptions.NONE, "x")).isFalse();
    talk.state(TcpState.valueOf(name)).gatewaySilent();
  }

  @DisplayName(
      "RFC 5961, 4: a SYN within the connection is challenged; a rebooted guest then resets")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 60000})
  void synWithin(int sequence) {
    established()
        .guest(Flags.SYN, sequence, 0, "")
        .dropped(DropReason.OUT_OF_STATE)
        .gateway(Flags.ACK, 1, 1, "")
        .state(ESTABLISHED)
        .guest(Flags.RST, 1, 0, "")
        .state(CLOSED)
        .hostTold("abort RESET")
        .gatewaySilent();
  }

  @DisplayName("case 70, RFC 5961, 5: ACKs of what was never sent, and of long ago, are challenged")
  @ParameterizedTest
  @ValueSource(ints = {2, 100_000, 1 << 30, Integer.MIN_VALUE, -64_001})
  void implausibleAck(int acknowledgment) {
    established()
        .guest(Flags.ACK, 1, acknowledgment, "text")
        .dropped(DropReason.OUT_OF_WINDOW)
        .gateway(Flags.ACK, 1, 1, "")
        .hostHears("")
        .state(ESTABLISHED)
        .gatewaySilent();
  }

  @DisplayName("an ACK of a while ago says nothing, but its text counts")
  @Test
  void oldAck() {
    established()
        .hostWrites("abc")
        .gateway(Flags.PSH_ACK, 1, 1, "abc")
        .guest(Flags.ACK, 1, 4, "")
        .guest(Flags.PSH_ACK, 1, 1, "text")
        .taken()
        .gateway(Flags.ACK, 4, 5, "")
        .hostHears("text")
        .gatewaySilent();
  }

  @DisplayName("RFC 5961, 7: ten challenges a second, no more")
  @Test
  void challengesAreLimited() {
    Conversation talk = established();
    for (int i = 0; i < 1000; i++) {
      talk.guest(Flags.RST, 2 + i, 1, "");
    }
    assertThat(talk.drain()).hasSize(ChallengeLimit.PER_SECOND);
    talk.passes(1000).guest(Flags.RST, 2, 1, "").gateway(Flags.ACK, 1, 1, "").gatewaySilent();
  }

  @DisplayName("case 75: nothing follows a RST")
  @Test
  void dataAfterReset() {
    established()
        .inOneBurst(
            talk ->
                talk.guest(Flags.PSH_ACK, 1, 1, "said")
                    .guest(Flags.RST, 5, 1, "")
                    .guest(Flags.PSH_ACK, 5, 1, "unsaid")
                    .dropped(DropReason.OUT_OF_STATE))
        .hostHears("said")
        .hostTold("abort RESET")
        .gatewaySilent();
  }

  @DisplayName("RFC 7323, 5: PAWS drops what is older than what was seen, but not a RST")
  @Test
  void paws() {
    TcpOptions offer = TcpOptions.syn(1000, TcpOptions.ABSENT, false).withTimestamps(-2, 0);
    Conversation talk =
        Conversation.guestCalls(Conversation.PLAIN.withOptions(false, true, false), offer)
            .hostAccepts();
    talk.drain();
    talk.guestOptions(TcpOptions.NONE.withTimestamps(-1, 0)).guest(Flags.ACK, 1, 1, "");
    talk.guestOptions(TcpOptions.NONE.withTimestamps(1, 0)).guest(Flags.PSH_ACK, 1, 1, "new");
    assertThat(talk.next().options().tsEcr()).isEqualTo(1);
    talk.guestOptions(TcpOptions.NONE.withTimestamps(0, 0))
        .guest(Flags.PSH_ACK, 4, 1, "old")
        .dropped(DropReason.OUT_OF_WINDOW)
        .gateway(Flags.ACK, 1, 4, "")
        .hostHears("new")
        .guest(Flags.RST, 4, 1, "")
        .state(CLOSED)
        .hostTold("abort RESET")
        .gatewaySilent();
  }

  @DisplayName("a guest that forgets its timestamps is not punished")
  @Test
  void forgottenTimestamps() {
    TcpOptions offer = TcpOptions.syn(1000, TcpOptions.ABSENT, false).withTimestamps(9, 0);
    Conversation talk =
        Conversation.guestCalls(Conversation.PLAIN.withOptions(false, true, false), offer)
            .hostAccepts();
    talk.drain();
    talk.guest(Flags.ACK, 1, 1, "")
        .guest(Flags.PSH_ACK, 1, 1, "text")
        .gateway(Flags.ACK, 1, 5, "")
        .hostHears("text")
        .gatewaySilent();
  }
}
