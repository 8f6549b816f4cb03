package io.qnet.slirp.dns;

import static io.qnet.slirp.dns.Query.answerTo;
import static io.qnet.slirp.dns.Query.header;
import static io.qnet.slirp.dns.Query.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.dns.ScriptedOutside.Flow;
import io.qnet.wire.DropReason;
import io.qnet.wire.kit.Cases;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is not known here goes to the host's resolvers. */
class DnsRelayTest {
  private static final int A = 1;

  private final Lab lab = new Lab();

  @AfterEach
  void nothingElseWasAnswered() {
    lab.over();
  }

  private void resolverAnswers(int flow, int more) {
    Flow to = lab.outside.flow(flow);
    lab.burst.run(
        () -> to.brings(answerTo(to.last().payload(), more), to.last().to().toString(), 53));
  }

  @Test
  @DisplayName(
      "A query leaves octet for octet under another number, and the answer gets the old one")
  void relayed() {
    ByteBuf query = query(0x1111, "ExAmple.com", A).writeLong(0x29_1000_0000L);
    query.setShort(10, 1);
    byte[] octets = ByteBufUtil.getBytes(query);
    lab.asks(query);
    Flow flow = lab.outside.flow(0);
    assertThat(flow.last().to()).hasToString(Lab.FIRST);
    assertThat(flow.last().port()).isEqualTo(53);
    byte[] sent = ByteBufUtil.getBytes(flow.last().payload());
    sent[0] = octets[0];
    sent[1] = octets[1];
    assertThat(sent).isEqualTo(octets);

    resolverAnswers(0, 77);
    ByteBuf answer = lab.answers.remove();
    assertThat(answer.getUnsignedShort(0)).isEqualTo(0x1111);
    assertThat(answer.readableBytes()).isEqualTo(octets.length + 1);
    assertThat(answer.release()).isTrue();
    assertThat(flow.closed).isTrue();
    assertThat(lab.relay.inFlight()).isZero();
  }

  @Test
  @DisplayName("RFC 5452, 9.2: each query has a socket and a number of its own")
  void unpredictable() {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      lab.asks(query(1, "host" + i + ".example", A));
      numbers.add(lab.outside.flow(i).last().id());
    }
    assertThat(lab.outside.flows).hasSize(100);
    assertThat(numbers).hasSizeGreaterThan(95);
  }

  @Test
  @DisplayName(
      "RFC 5452, 9.1: wrong address, port, number or question: dropped; the right one counts")
  void spoofed() {
    lab.asks(query(1, "example.com", A));
    Flow flow = lab.outside.flow(0);
    ByteBuf sent = flow.last().payload();
    lab.burst.run(() -> flow.brings(answerTo(sent, 1), Lab.SECOND, 53));
    lab.burst.run(() -> flow.brings(answerTo(sent, 1), Lab.FIRST, 54));
    assertThat(lab.drops.of(DropReason.BAD_ADDRESS)).isEqualTo(2);
    ByteBuf otherNumber = answerTo(sent, 1).setShort(0, flow.last().id() + 1);
    lab.burst.run(() -> flow.brings(otherNumber, Lab.FIRST, 53));
    ByteBuf otherName = answerTo(sent, 1).setByte(13, 'x');
    lab.burst.run(() -> flow.brings(otherName, Lab.FIRST, 53));
    ByteBuf noQuestion = answerTo(sent, 1).setShort(4, 0);
    lab.burst.run(() -> flow.brings(noQuestion, Lab.FIRST, 53));
    assertThat(lab.drops.of(DropReason.OUT_OF_STATE)).isEqualTo(3);
    lab.burst.run(() -> flow.brings(sent.copy(), Lab.FIRST, 53));
    assertThat(lab.drops.of(DropReason.BAD_MESSAGE)).isEqualTo(1);
    lab.burst.run(() -> flow.brings(Unpooled.buffer().writeZero(11), Lab.FIRST, 53));
    assertThat(lab.drops.of(DropReason.TRUNCATED)).isEqualTo(1);
    assertThat(lab.answers).isEmpty();

    ByteBuf upperCase = answerTo(sent, 1).setByte(13, 'E');
    lab.burst.run(() -> flow.brings(upperCase, Lab.FIRST, 53));
    assertThat(lab.answers.remove().release()).isTrue();
    assertThat(lab.drops.total()).isEqualTo(7);
  }

  @Test
  @DisplayName("A server that understood nothing need not repeat the question")
  void complaint() {
    lab.asks(query(9, "example.com", A));
    Flow flow = lab.outside.flow(0);
    ByteBuf complaint = header(flow.last().id(), 0x8081, 0);
    lab.burst.run(() -> flow.brings(complaint, Lab.FIRST, 53));
    Answer answer = lab.answer();
    assertThat(answer.id()).isEqualTo(9);
    assertThat(answer.rcode()).isEqualTo(1);
  }

  @Test
  @DisplayName("5 s without an answer: the next resolver; after the last SERVFAIL")
  void failOver() {
    lab.asks(query(5, "Example.com", A));
    lab.clock.advance(Duration.ofSeconds(5).minusNanos(1));
    assertThat(lab.outside.flows).hasSize(1);
    lab.clock.advance(Duration.ofNanos(1));
    assertThat(lab.outside.flow(0).closed).isTrue();
    assertThat(lab.outside.flow(1).last().to()).hasToString(Lab.SECOND);
    assertThat(lab.answers).isEmpty();
    lab.clock.advance(Duration.ofSeconds(5));
    Answer answer = lab.answer();
    assertThat(answer.id()).isEqualTo(5);
    assertThat(answer.rcode()).isEqualTo(2);
    assertThat(answer.question()).isEqualTo("Example.com");
    assertThat(lab.outside.openFlows()).isZero();
    assertThat(lab.clock.advanceToNext()).isFalse();
  }

  @Test
  @DisplayName("An error from the network: the next resolver at once, and its answer counts")
  void unreachable() {
    lab.asks(query(5, "example.com", A));
    lab.burst.run(() -> lab.outside.flow(0).fails());
    assertThat(lab.outside.flow(1).last().to()).hasToString(Lab.SECOND);
    resolverAnswers(1, 0);
    assertThat(lab.answers.remove().release()).isTrue();
    lab.asks(query(6, "example.com", A));
    lab.burst.run(() -> lab.outside.flow(2).fails());
    lab.burst.run(() -> lab.outside.flow(3).fails());
    assertThat(lab.answer().rcode()).isEqualTo(2);
  }

  @Test
  @DisplayName("A guest that asks again makes the same query leave again")
  void repeated() {
    lab.asks(query(5, "example.com", A));
    lab.clock.advance(Duration.ofSeconds(1));
    lab.asks(query(5, "EXAMPLE.com", A));
    assertThat(lab.outside.flows).hasSize(1);
    assertThat(lab.outside.flow(0).sent).hasSize(2);
    assertThat(lab.outside.flow(0).last().id()).isEqualTo(lab.outside.flow(0).sent.get(0).id());
    lab.asks(query(5, "example.com", A), new DnsOrigin(Lab.GUEST.address(), 40001));
    lab.asks(query(6, "example.com", A));
    assertThat(lab.outside.flows).hasSize(3);
  }

  @Test
  @DisplayName("256 queries on their way; then the oldest gives way")
  void eviction() {
    for (int i = 0; i < 300; i++) {
      lab.asks(query(i, "example.com", A));
    }
    assertThat(lab.relay.inFlight()).isEqualTo(256);
    assertThat(lab.outside.openFlows()).isEqualTo(256);
    assertThat(lab.drops.of(DropReason.RATE_LIMITED)).isEqualTo(44);
    assertThat(lab.outside.flow(43).closed).isTrue();
    assertThat(lab.outside.flow(44).closed).isFalse();
  }

  @Test
  @DisplayName("Case 98: what is no query is dropped, what has no readable question is FORMERR")
  void malformed() {
    for (int length = 0; length < 12; length++) {
      lab.asks(Unpooled.buffer().writeZero(length));
    }
    assertThat(lab.drops.of(DropReason.TRUNCATED)).isEqualTo(12);
    lab.asks(query(1, "localhost", A).setShort(2, 0x8180));
    assertThat(lab.drops.of(DropReason.BAD_MESSAGE)).isEqualTo(1);
    lab.asks(query(1, "example.com", A).writeZero(5000));
    assertThat(lab.drops.of(DropReason.OVERSIZE)).isEqualTo(1);

    lab.asks(header(7, 0x0100, 1).writeShort(0xc00c).writeShort(1).writeShort(1));
    Answer answer = lab.answer();
    assertThat(answer.id()).isEqualTo(7);
    assertThat(answer.rcode()).isEqualTo(1);
    lab.asks(header(8, 0, 1).writeByte(1).writeByte('a').writeShort(0xc00c).writeInt(0x10001));
    assertThat(lab.answer().rcode()).isEqualTo(1);
    lab.asks(header(8, 0, 1).writeByte(63).writeByte('a'));
    assertThat(lab.answer().rcode()).isEqualTo(1);
    assertThat(lab.outside.flows).isEmpty();
  }

  @Test
  @DisplayName(
      "What is not an ordinary query is relayed unread: no question, updates, other classes")
  void opaque() {
    lab.asks(header(1, 0x0100, 0));
    lab.asks(query(2, "www.lab.example", A).setShort(2, 0x2800));
    ByteBuf chaos = query(3, "www.lab.example", A);
    lab.asks(chaos.setShort(chaos.writerIndex() - 2, 3));
    assertThat(lab.outside.flows).hasSize(3);
    resolverAnswers(0, 1);
    resolverAnswers(1, 1);
    resolverAnswers(2, 1);
    assertThat(lab.answers).hasSize(3);
    lab.answers.forEach(ByteBuf::release);
    lab.answers.clear();
  }

  @Test
  @DisplayName("Random octets both ways: never an exception, nothing leaks, nothing stays")
  void randomOctets() {
    Cases.check(
        2_000,
        random -> {
          Lab other = new Lab();
          for (int i = 0; i < 4; i++) {
            byte[] octets = new byte[random.nextInt(60)];
            random.nextBytes(octets);
            ByteBuf query = header(i, 0x0100, 1).writeBytes(octets);
            query.setByte(random.nextInt(12), random.nextInt());
            other.asks(query);
          }
          for (Flow flow : other.outside.flows) {
            ByteBuf reply = answerTo(flow.last().payload(), 0);
            reply.setByte(random.nextInt(reply.readableBytes()), random.nextInt());
            other.burst.run(() -> flow.brings(reply, Lab.FIRST, 53));
          }
          other.clock.advance(Duration.ofSeconds(11));
          assertThat(other.relay.inFlight()).isZero();
          other.answers.forEach(answer -> assertThat(answer.release()).isTrue());
          other.answers.clear();
          other.over();
        });
  }
}
