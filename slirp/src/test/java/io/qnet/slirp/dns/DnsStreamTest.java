package io.qnet.slirp.dns;

import static io.qnet.slirp.dns.Query.answerTo;
import static io.qnet.slirp.dns.Query.framed;
import static io.qnet.slirp.dns.Query.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.dns.ScriptedOutside.Attempt;
import io.qnet.slirp.dns.ScriptedOutside.Stream;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 7766: a guest's connection on this side, one to a resolver on the other. */
class DnsStreamTest {
  private static final int A = 1;
  private static final int AXFR = 252;

  private final Lab lab = new Lab();
  private final Stream guest = lab.connects();

  @AfterEach
  void nothingLeaks() {
    lab.over();
    assertThat(guest.next()).as("an answer nobody expected").isNull();
    assertThat(lab.streams.connections()).isZero();
  }

  private void asks(int id, String name) {
    lab.burst.run(() -> guest.brings(framed(query(id, name, A))));
  }

  private Stream connected(int attempt) {
    Attempt dial = lab.outside.attempt(attempt);
    lab.burst.run(dial::succeeds);
    return dial.stream;
  }

  /** The number of the next query that {@code resolver} got, which it answers. */
  private int answers(Stream resolver) {
    ByteBuf query = Objects.requireNonNull(resolver.next());
    int id = query.getUnsignedShort(0);
    lab.burst.run(() -> resolver.brings(framed(answerTo(query, 1))));
    query.release();
    return id;
  }

  /** The number of the next answer that the guest got. */
  private int answered() {
    ByteBuf answer = Objects.requireNonNull(guest.next());
    int id = answer.getUnsignedShort(0);
    answer.release();
    return id;
  }

  private Answer read() {
    return Answer.read(Objects.requireNonNull(guest.next()));
  }

  @Test
  @DisplayName("Names of the table are answered without any resolver, however many there are")
  void local() {
    asks(1, "box");
    assertThat(read().records()).containsExactly("A 10.0.2.2");
    assertThat(lab.outside.attempts).isEmpty();
  }

  @Test
  @DisplayName("RFC 7766, 6.2.1.1: pipelined queries share a connection, answers come in any order")
  void pipelined() {
    ByteBuf three = framed(query(1, "a.example", A));
    three.writeBytes(framed(query(2, "b.example", A)));
    three.writeBytes(framed(query(3, "box", A)));
    lab.burst.run(() -> guest.brings(three));
    assertThat(answered()).as("the local one is first").isEqualTo(3);
    assertThat(lab.outside.attempts).hasSize(1);
    assertThat(lab.outside.attempt(0).to).isEqualTo(Lab.FIRST + ":53");

    Stream resolver = connected(0);
    ByteBuf first = Objects.requireNonNull(resolver.next());
    assertThat(answers(resolver)).isEqualTo(2);
    lab.burst.run(() -> resolver.brings(framed(answerTo(first, 1))));
    first.release();
    assertThat(answered()).isEqualTo(2);
    assertThat(answered()).isEqualTo(1);
    asks(4, "c.example");
    assertThat(answers(resolver)).isEqualTo(4);
    assertThat(answered()).isEqualTo(4);
    assertThat(lab.outside.attempts).hasSize(1);
  }

  @Test
  @DisplayName("RFC 7766, 8: messages cut anywhere, on both sides")
  void cut() {
    ByteBuf query = framed(query(7, "a.example", A));
    while (query.isReadable()) {
      ByteBuf octet = query.readBytes(1);
      lab.burst.run(() -> guest.brings(octet));
    }
    query.release();
    Stream resolver = connected(0);
    ByteBuf got = Objects.requireNonNull(resolver.next());
    ByteBuf answer = framed(answerTo(got, 1));
    got.release();
    while (answer.isReadable()) {
      assertThat(guest.next()).isNull();
      ByteBuf octet = answer.readBytes(1);
      lab.burst.run(() -> resolver.brings(octet));
    }
    answer.release();
    assertThat(answered()).isEqualTo(7);
  }

  @Test
  @DisplayName("A resolver that refuses or is silent: the next one; after the last SERVFAIL")
  void failOver() {
    asks(1, "a.example");
    lab.burst.run(() -> lab.outside.attempt(0).fails());
    assertThat(lab.outside.attempt(1).to).isEqualTo(Lab.SECOND + ":53");
    Stream second = connected(1);
    lab.clock.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(second.aborted).isNull();
    lab.clock.advance(Duration.ofNanos(1));
    assertThat(second.aborted).isEqualTo(ByteStream.Reason.CLOSED);
    Answer answer = read();
    assertThat(answer.id()).isEqualTo(1);
    assertThat(answer.rcode()).isEqualTo(2);
    asks(2, "b.example");
    assertThat(lab.outside.attempt(2).to).as("begins again").isEqualTo(Lab.FIRST + ":53");
  }

  @Test
  @DisplayName("A silent connection attempt is given up after 10 s")
  void dialTimesOut() {
    asks(1, "a.example");
    lab.clock.advance(Duration.ofSeconds(10));
    assertThat(lab.outside.attempt(0).cancelled).isTrue();
    assertThat(lab.outside.attempts).hasSize(2);
    assertThat(answers(connected(1))).isEqualTo(1);
    assertThat(answered()).isEqualTo(1);
  }

  @Test
  @DisplayName("RFC 7766, 6.2.4: a resolver that closes an old connection is asked again at once")
  void resolverCloses() {
    asks(1, "a.example");
    Stream first = connected(0);
    assertThat(answers(first)).isEqualTo(1);
    assertThat(answered()).isEqualTo(1);
    asks(2, "b.example");
    lab.burst.run(first::farEnds);
    assertThat(first.ended).isTrue();
    assertThat(lab.outside.attempt(1).to).isEqualTo(Lab.FIRST + ":53");
    Stream again = connected(1);
    assertThat(answers(again)).isEqualTo(2);
    assertThat(answered()).isEqualTo(2);
    lab.burst.run(again::farAborts);
    assertThat(lab.outside.attempts).as("nothing waits").hasSize(2);
    asks(3, "c.example");
    lab.burst.run(connected(2)::farAborts);
    assertThat(lab.outside.attempt(3).to).as("had answered nothing").isEqualTo(Lab.SECOND + ":53");
  }

  @Test
  @DisplayName("Answers to nothing are dropped and counted")
  void unasked() {
    asks(1, "a.example");
    Stream resolver = connected(0);
    lab.burst.run(() -> resolver.brings(framed(answerTo(query(2, "a.example", A), 0))));
    lab.burst.run(() -> resolver.brings(framed(answerTo(query(1, "b.example", A), 0))));
    assertThat(lab.drops.of(DropReason.OUT_OF_STATE)).isEqualTo(2);
    lab.burst.run(() -> resolver.brings(framed(query(1, "a.example", A))));
    assertThat(lab.drops.of(DropReason.BAD_MESSAGE)).isEqualTo(1);
    lab.burst.run(() -> resolver.brings(Unpooled.buffer().writeShort(0)));
    assertThat(lab.drops.of(DropReason.TRUNCATED)).isEqualTo(1);
    assertThat(answers(resolver)).isEqualTo(1);
    assertThat(answered()).isEqualTo(1);
  }

  @Test
  @DisplayName("RFC 5936: a zone comes in many messages")
  void zoneTransfer() {
    lab.burst.run(() -> guest.brings(framed(query(1, "lab2.example", AXFR))));
    Stream resolver = connected(0);
    ByteBuf query = Objects.requireNonNull(resolver.next());
    lab.burst.run(() -> resolver.brings(framed(answerTo(query, 1))));
    lab.burst.run(() -> resolver.brings(framed(answerTo(query, 2))));
    lab.burst.run(() -> resolver.brings(framed(Query.header(1, 0x8180, 0).writeByte(3))));
    query.release();
    assertThat(answered() + answered() + answered()).isEqualTo(3);
    lab.burst.run(resolver::farEnds);
    assertThat(lab.outside.attempts).hasSize(1);
  }

  @Test
  @DisplayName("64 queries on their way: reading stops, and goes on as answers come")
  void bounded() {
    ByteBuf many = Unpooled.buffer();
    for (int i = 0; i < 100; i++) {
      many.writeBytes(framed(query(i, "a.example", A)));
    }
    lab.burst.run(() -> guest.brings(many));
    assertThat(guest.paused).isTrue();
    Stream resolver = connected(0);
    for (int i = 0; i < 100; i++) {
      assertThat(answers(resolver)).isEqualTo(i);
      assertThat(guest.paused).isEqualTo(i < 36);
      assertThat(answered()).isEqualTo(i);
    }
    assertThat(resolver.next()).isNull();
  }

  @Test
  @DisplayName("128 KiB of queries on their way: reading stops")
  void boundedOctets() {
    for (int i = 0; i < 3; i++) {
      assertThat(guest.paused).isFalse();
      ByteBuf large = framed(query(i, "a.example", A).writeZero(60_000));
      lab.burst.run(() -> guest.brings(large));
    }
    assertThat(guest.paused).isTrue();
    Stream resolver = connected(0);
    assertThat(answers(resolver)).isZero();
    assertThat(answered()).isZero();
    assertThat(guest.paused).isFalse();
  }

  @Test
  @DisplayName("A resolver that had nothing to do was not silent")
  void notSilent() {
    asks(1, "a.example");
    Stream resolver = connected(0);
    assertThat(answers(resolver)).isEqualTo(1);
    assertThat(answered()).isEqualTo(1);
    lab.clock.advance(Duration.ofSeconds(25));
    asks(2, "b.example");
    lab.clock.advance(Duration.ofSeconds(9));
    assertThat(resolver.aborted).isNull();
    assertThat(answers(resolver)).isEqualTo(2);
    assertThat(answered()).isEqualTo(2);
  }

  @Test
  @DisplayName("A guest that does not read stops the resolver and itself; nothing is lost")
  void backPressure() {
    asks(1, "a.example");
    asks(2, "b.example");
    Stream resolver = connected(0);
    guest.full = true;
    assertThat(answers(resolver)).isEqualTo(1);
    assertThat(resolver.paused).isTrue();
    assertThat(guest.paused).isTrue();
    assertThat(answers(resolver)).as("one more may come").isEqualTo(2);
    lab.burst.run(resolver::farEnds);
    assertThat(answered()).isEqualTo(1);
    assertThat(guest.next()).isNull();
    lab.burst.run(guest::becomesWritable);
    assertThat(answered()).isEqualTo(2);
    assertThat(guest.paused).isFalse();
    assertThat(lab.outside.attempts).hasSize(1);
  }

  @Test
  @DisplayName("A guest that ends its direction still gets what it asked for, then the end")
  void halfClose() {
    asks(1, "a.example");
    lab.burst.run(guest::farEnds);
    assertThat(guest.ended).isFalse();
    Stream resolver = connected(0);
    assertThat(answers(resolver)).isEqualTo(1);
    assertThat(answered()).isEqualTo(1);
    assertThat(guest.ended).isTrue();
    assertThat(resolver.aborted).isEqualTo(ByteStream.Reason.CLOSED);
    assertThat(lab.streams.connections()).isZero();
  }

  @Test
  @DisplayName("Case 98: an end in the middle of a message, and messages that are none")
  void malformed() {
    lab.burst.run(() -> guest.brings(Unpooled.buffer().writeShort(500).writeZero(100)));
    lab.burst.run(guest::farEnds);
    assertThat(guest.ended).isTrue();
    assertThat(lab.drops.of(DropReason.TRUNCATED)).isEqualTo(1);

    Stream tooShort = lab.connects();
    lab.burst.run(() -> tooShort.brings(Unpooled.buffer().writeShort(11).writeZero(11)));
    assertThat(tooShort.aborted).isEqualTo(ByteStream.Reason.CLOSED);
    Stream response = lab.connects();
    ByteBuf octets = framed(answerTo(query(1, "box", A), 0));
    lab.burst.run(() -> response.brings(octets));
    assertThat(response.aborted).isEqualTo(ByteStream.Reason.CLOSED);
    assertThat(lab.drops.of(DropReason.BAD_MESSAGE)).isEqualTo(1);
    Stream loop = lab.connects();
    ByteBuf looping = Query.header(5, 0, 1).writeShort(0xc00c).writeInt(0x10001);
    lab.burst.run(() -> loop.brings(framed(looping)));
    assertThat(Answer.read(Objects.requireNonNull(loop.next())).rcode()).isEqualTo(1);
  }

  @Test
  @DisplayName("RFC 7766, 6.2.3: closed after 30 s without traffic, torn down after 30 more")
  void idle() {
    asks(1, "box");
    assertThat(answered()).isEqualTo(1);
    lab.clock.advance(Duration.ofSeconds(20));
    asks(2, "box");
    assertThat(answered()).isEqualTo(2);
    lab.clock.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(guest.ended).isFalse();
    lab.clock.advance(Duration.ofNanos(1));
    assertThat(guest.ended).isTrue();
    asks(3, "box");
    assertThat(guest.aborted).isNull();
    lab.clock.advance(Duration.ofSeconds(30));
    assertThat(guest.aborted).isEqualTo(ByteStream.Reason.CLOSED);
    assertThat(lab.streams.connections()).isZero();
  }

  @Test
  @DisplayName("64 connections; then the oldest gives way")
  void connections() {
    for (int i = 0; i < 64; i++) {
      lab.connects();
    }
    assertThat(lab.streams.connections()).isEqualTo(64);
    assertThat(guest.aborted).isEqualTo(ByteStream.Reason.CLOSED);
    assertThat(lab.drops.of(DropReason.RATE_LIMITED)).isEqualTo(1);
  }

  @Test
  @DisplayName("A guest that vanishes takes everything with it")
  void vanishes() {
    asks(1, "a.example");
    lab.burst.run(guest::farAborts);
    assertThat(lab.outside.attempt(0).cancelled).isTrue();
    assertThat(lab.streams.connections()).isZero();
  }
}
