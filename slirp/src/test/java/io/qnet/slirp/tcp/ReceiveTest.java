package io.qnet.slirp.tcp;

import static io.qnet.slirp.tcp.Conversation.PLAIN;
import static io.qnet.slirp.tcp.Conversation.established;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Octets from the guest: order, windows, acknowledgments (RFC 9293, 3.8.6; RFC 2018). */
class ReceiveTest {
  private static final TcpOptions SACK_OFFER = TcpOptions.syn(1000, TcpOptions.ABSENT, true);
  private static final TcpSettings SACK = PLAIN.withOptions(false, false, true);

  private static Conversation small(int buffer) {
    return established(
        PLAIN.withBuffers(1 << 20, buffer), TcpOptions.syn(1000, TcpOptions.ABSENT, false));
  }

  @DisplayName("case 77: octets across 2^32 arrive, and are acknowledged once per burst")
  @Test
  void inOrder() {
    established()
        .guest(Flags.PSH_ACK, 1, 1, "hello ")
        .gateway(Flags.ACK, 1, 7, "")
        .inOneBurst(
            talk -> talk.guest(Flags.PSH_ACK, 7, 1, "wide ").guest(Flags.PSH_ACK, 12, 1, "world"))
        .gateway(Flags.ACK, 1, 17, "")
        .hostHears("hello wide world")
        .gatewaySilent();
  }

  @DisplayName("RFC 5681, 4.2: text is acknowledged at the end of its burst, full segment or not")
  @Test
  void acknowledgedAtOnce() {
    established()
        .guest(Flags.ACK, 1, 1, "x".repeat(1000))
        .gateway(Flags.ACK, 1, 1001, "")
        .guest(Flags.ACK, 1001, 1, "y")
        .gateway(Flags.ACK, 1, 1002, "")
        .hostHears("x".repeat(1000) + "y")
        .passes(100)
        .gatewaySilent();
  }

  @DisplayName(
      "3.8.6.3: where each question had one answer, the answer acknowledges, or 40 ms pass")
  @Test
  void delayedAcknowledgment() {
    Conversation talk = established();
    int asked = 1;
    int answered = 1;
    for (; asked <= 3; asked++, answered++) {
      talk.guest(Flags.PSH_ACK, asked, answered, "?")
          .gateway(Flags.ACK, answered, asked + 1, "")
          .hostWrites("!")
          .gateway(Flags.PSH_ACK, answered, asked + 1, "!");
    }
    talk.guest(Flags.PSH_ACK, 4, 4, "?")
        .passes(39)
        .quiet()
        .hostWrites("!")
        .gateway(Flags.PSH_ACK, 4, 5, "!")
        .guest(Flags.PSH_ACK, 5, 5, "?")
        .passes(39)
        .quiet()
        .passes(1)
        .gateway(Flags.ACK, 5, 6, "")
        .hostWrites("!")
        .gateway(Flags.PSH_ACK, 5, 6, "!")
        .guest(Flags.PSH_ACK, 6, 6, "?")
        .gateway(Flags.ACK, 6, 7, "")
        .hostHears("??????")
        .passes(1000)
        .gatewaySilent();
  }

  @DisplayName("3.8.6.3: a guest that says more before it is answered is not kept waiting again")
  @Test
  void askedInTwoParts() {
    Conversation talk = established();
    for (int i = 1; i <= 3; i++) {
      talk.guest(Flags.PSH_ACK, i, i, "?")
          .gateway(Flags.ACK, i, i + 1, "")
          .hostWrites("!")
          .gateway(Flags.PSH_ACK, i, i + 1, "!");
    }
    talk.guest(Flags.PSH_ACK, 4, 4, "a")
        .quiet()
        .guest(Flags.PSH_ACK, 5, 4, "b")
        .gateway(Flags.ACK, 4, 6, "")
        .hostWrites("!")
        .gateway(Flags.PSH_ACK, 4, 6, "!")
        .guest(Flags.PSH_ACK, 6, 5, "a")
        .gateway(Flags.ACK, 5, 7, "")
        .hostHears("???aba")
        .gatewaySilent();
  }

  @DisplayName("data of ours takes the acknowledgment along")
  @Test
  void piggyback() {
    established()
        .inOneBurst(talk -> talk.guest(Flags.PSH_ACK, 1, 1, "ask").hostWrites("answer"))
        .gateway(Flags.PSH_ACK, 1, 4, "answer")
        .hostHears("ask")
        .passes(100)
        .gatewaySilent();
  }

  @DisplayName("RFC 5681, 4.2: without SACK every segment out of order is acknowledged by itself")
  @Test
  void outOfOrder() {
    established()
        .inOneBurst(talk -> talk.guest(Flags.ACK, 4, 1, "def").guest(Flags.ACK, 7, 1, "ghi"))
        .gateway(Flags.ACK, 1, 1, "")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 1, "abc")
        .gateway(Flags.ACK, 1, 10, "")
        .hostHears("abcdefghi")
        .gatewaySilent();
  }

  @DisplayName("RFC 2018, 4: SACK blocks, the latest first, once per burst")
  @Test
  void sackBlocks() {
    Conversation talk = established(SACK, SACK_OFFER);
    talk.inOneBurst(line -> line.guest(Flags.ACK, 3, 1, "c").guest(Flags.ACK, 7, 1, "g"));
    assertThat(talk.next().options().sack()).containsExactly(edges(7, 8, 3, 4));
    talk.guest(Flags.ACK, 5, 1, "e");
    assertThat(talk.next().options().sack()).containsExactly(edges(5, 6, 7, 8, 3, 4));
    talk.guest(Flags.ACK, 4, 1, "d");
    assertThat(talk.next().options().sack()).containsExactly(edges(3, 6, 7, 8));
    talk.guest(Flags.ACK, 1, 1, "ab");
    assertThat(talk.next().options().sack()).containsExactly(edges(7, 8));
    talk.guest(Flags.ACK, 6, 1, "f");
    Conversation.Segment last = talk.next();
    assertThat(last.acknowledgment()).isEqualTo(8);
    assertThat(last.options().sack()).isEmpty();
    talk.hostHears("abcdefg").gatewaySilent();
  }

  private static int[] edges(int... relative) {
    int[] edges = new int[relative.length];
    for (int i = 0; i < relative.length; i++) {
      edges[i] = relative[i] + Conversation.GUEST_ISN;
    }
    return edges;
  }

  @DisplayName("a gap is reported in a segment of its own, even while data of ours leaves")
  @Test
  void gapBesideData() {
    Conversation talk = established(SACK, SACK_OFFER);
    talk.inOneBurst(line -> line.guest(Flags.ACK, 5, 1, "e").hostWrites("data"));
    talk.gateway(Flags.PSH_ACK, 1, 1, "data");
    Conversation.Segment alone = talk.next();
    assertThat(alone.flags()).isEqualTo(Flags.ACK);
    assertThat(alone.options().sack()).containsExactly(edges(5, 6));
    talk.gatewaySilent();
  }

  @DisplayName("case 71: where retransmissions overlap, what came first wins")
  @Test
  void firstOctetsWin() {
    established()
        .guest(Flags.ACK, 3, 1, "CD")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 7, 1, "GH")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 2, 1, "bcdefghi")
        .gateway(Flags.ACK, 1, 1, "")
        .guest(Flags.ACK, 1, 1, "aZZZZZZZZZj")
        .gateway(Flags.ACK, 1, 12, "")
        .hostHears("abCDefGHiZj")
        .gatewaySilent();
  }

  @DisplayName("a segment half of which came before brings its other half")
  @Test
  void halfOld() {
    established()
        .guest(Flags.PSH_ACK, 1, 1, "abcd")
        .gateway(Flags.ACK, 1, 5, "")
        .guest(Flags.PSH_ACK, 3, 1, "XXef")
        .gateway(Flags.ACK, 1, 7, "")
        .guest(Flags.PSH_ACK, 1, 1, "abcdef")
        .dropped(DropReason.OUT_OF_WINDOW)
        .gateway(Flags.ACK, 1, 7, "")
        .hostHears("abcdef")
        .gatewaySilent();
  }

  @DisplayName(
      "a reader that pauses shuts the window; what lies beyond is cut off; resume opens it")
  @Test
  void pause() {
    Conversation talk = small(4000).hostPauses();
    talk.guest(Flags.PSH_ACK, 1, 1, "a".repeat(3000));
    assertThat(talk.next().window()).isEqualTo(1000);
    talk.guest(Flags.PSH_ACK, 3001, 1, "b".repeat(1500));
    Conversation.Segment shut = talk.next();
    assertThat(shut.acknowledgment()).isEqualTo(4001);
    assertThat(shut.window()).isZero();
    talk.guest(Flags.PSH_ACK, 4001, 1, "c").taken().gateway(Flags.ACK, 1, 4001, "");
    talk.guest(Flags.ACK, 4005, 1, "d").dropped(DropReason.OUT_OF_WINDOW);
    talk.gateway(Flags.ACK, 1, 4001, "").hostHears("");
    talk.hostResumes().hostHears("a".repeat(3000) + "b".repeat(1000));
    Conversation.Segment update = talk.next();
    assertThat(update.window()).isEqualTo(4000);
    assertThat(update.acknowledgment()).isEqualTo(4001);
    talk.guest(Flags.PSH_ACK, 4001, 1, "c").gateway(Flags.ACK, 1, 4002, "").hostHears("c");
    talk.gatewaySilent();
  }

  @DisplayName("an acknowledgment counts even if the window is shut (3.10.7.4, first)")
  @Test
  void acknowledgmentIntoShutWindow() {
    Conversation talk = small(100).hostPauses();
    talk.guest(Flags.PSH_ACK, 1, 1, "a".repeat(100)).gateway(Flags.ACK, 1, 101, "");
    talk.hostWrites("xyz").gateway(Flags.PSH_ACK, 1, 101, "xyz");
    talk.guest(Flags.PSH_ACK, 101, 4, "no room").gateway(Flags.ACK, 4, 101, "");
    assertThat(talk.connection().snapshot().sendQueue()).isZero();
    talk.hostResumes().hostHears("a".repeat(100)).gateway(Flags.ACK, 4, 101, "").gatewaySilent();
  }

  @DisplayName("after pause no more octets come")
  @Test
  void pauseWithinABurst() {
    established()
        .inOneBurst(
            talk ->
                talk.guest(Flags.ACK, 1, 1, "abc")
                    .around(c -> c.stream().pause())
                    .guest(Flags.PSH_ACK, 4, 1, "def"))
        .gateway(Flags.ACK, 1, 7, "")
        .hostHears("")
        .hostResumes()
        .hostHears("abcdef")
        .gatewaySilent();
  }

  @DisplayName("case 78: one-octet segments do not open the window by one octet each (3.8.6.2.2)")
  @Test
  void sillyWindow() {
    Conversation talk = small(2000).hostPauses();
    talk.guest(Flags.PSH_ACK, 1, 1, "a".repeat(1999));
    assertThat(talk.next().window()).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      talk.hostResumes();
      talk.drain();
      talk.hostPauses();
    }
    talk.hostHears("a".repeat(1999));
    int edge = 0;
    for (int i = 0; i < 300; i++) {
      talk.guest(Flags.PSH_ACK, 2000 + i, 1, "x");
      Conversation.Segment ack = talk.next();
      assertThat(ack.acknowledgment() + ack.window()).isGreaterThanOrEqualTo(edge);
      edge = ack.acknowledgment() + ack.window();
    }
    assertThat(edge).isEqualTo(4000);
    assertThat(talk.connection().snapshot().pinned()).isLessThan(4096);
    talk.hostResumes().hostHears("x".repeat(300));
    talk.drain();
    talk.gatewaySilent();
  }

  @DisplayName("RFC 7323, 2.4: the scaled edge never moves back, and never far beyond the buffer")
  @Test
  void scaledEdge() {
    TcpSettings settings = PLAIN.withOptions(true, false, false).withBuffers(1 << 20, 1 << 19);
    Conversation talk = established(settings, TcpOptions.syn(1000, 7, false)).hostPauses();
    talk.guestWindow(1000);
    int edge = 1 + 65535;
    int sent = 1;
    for (int i = 0; i < 800; i++) {
      int length = 1 + (i * 37 & 1023);
      talk.guest(Flags.PSH_ACK, sent, 1, "y".repeat(length));
      Conversation.Segment ack = talk.next();
      sent = ack.acknowledgment();
      assertThat(sent + (ack.window() << 4)).isGreaterThanOrEqualTo(edge);
      edge = sent + (ack.window() << 4);
    }
    assertThat(edge - 1).isBetween(1 << 19, (1 << 19) + (1 << 16));
    talk.around(c -> c.stream().abort(io.qnet.wire.ByteStream.Reason.CLOSED)).next();
    talk.gatewaySilent();
  }

  @DisplayName("cases 9539 and 67: urgent data is data; the pointer says nothing")
  @Test
  void urgent() {
    established()
        .guest(Flags.PSH_ACK | TcpFlags.URG, 1, 1, "urgent")
        .gateway(Flags.ACK, 1, 7, "")
        .guest(Flags.ACK | TcpFlags.URG, 7, 1, "")
        .taken()
        .hostHears("urgent")
        .gatewaySilent();
  }

  @DisplayName("octets that outlive their burst do not hold on to what the link read")
  @Test
  void rightSizedCopies() {
    Conversation talk = established().hostPauses();
    talk.guest(Flags.PSH_ACK, 1, 1, "kept").gateway(Flags.ACK, 1, 5, "");
    talk.guest(Flags.PSH_ACK, 7, 1, "early").gateway(Flags.ACK, 1, 5, "");
    TcpSnapshot snapshot = talk.connection().snapshot();
    assertThat(snapshot.receiveQueue()).isEqualTo(4);
    assertThat(snapshot.outOfOrder()).isEqualTo(5);
    assertThat(snapshot.pinned()).isEqualTo(4096);
    talk.hostResumes().hostHears("kept").gatewaySilent();
  }
}
