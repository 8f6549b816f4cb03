package io.qnet.slirp.dns;

import static io.qnet.slirp.dns.Query.answerTo;
import static io.qnet.slirp.dns.Query.framed;
import static io.qnet.slirp.dns.Query.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.dns.ScriptedOutside.Attempt;
import io.qnet.slirp.dns.ScriptedOutside.Stream;
import io.qnet.wire.kit.Cases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Resolvers that do anything at any time, and guests that send anything. */
class DnsStreamChaosTest {
  private static final int QUERIES = 90;

  @Test
  @DisplayName("Each query is answered once, whatever resolvers do and however octets are cut")
  void everyQueryOnce() {
    Cases.check(40, random -> new Run(random).play());
  }

  @Test
  @DisplayName("Random octets from the guest: answered or torn down, and nothing leaks")
  void randomOctets() {
    Cases.check(
        300,
        random -> {
          Lab lab = new Lab();
          Stream guest = lab.connects();
          for (int i = 0; i < 5 && guest.aborted == null; i++) {
            byte[] octets = new byte[random.nextInt(50)];
            random.nextBytes(octets);
            ByteBuf message = Query.header(i, 0x0100, 1).writeBytes(octets);
            message.setByte(random.nextInt(12), random.nextInt());
            ByteBuf frame = framed(message);
            frame.setByte(1, random.nextInt(10) == 0 ? random.nextInt() : frame.getByte(1));
            lab.burst.run(() -> guest.brings(frame));
          }
          lab.clock.advance(Duration.ofMinutes(3));
          assertThat(lab.streams.connections()).isZero();
          lab.over();
        });
  }

  /** One guest, its queries in one piece of luggage, and resolvers at their worst. */
  private static final class Run {
    private final Random random;
    private final Lab lab = new Lab();
    private final Stream guest = lab.connects();
    private final List<Integer> answered = new ArrayList<>();
    private final ByteBuf toSend = Unpooled.buffer();
    private int attempt;

    Run(Random random) {
      this.random = random;
      for (int i = 0; i < QUERIES; i++) {
        String name = random.nextInt(4) == 0 ? "box" : "a.example";
        toSend.writeBytes(framed(query(i, name, 1)));
      }
    }

    void play() {
      for (int step = 0; step < 10_000 && answered.size() < QUERIES; step++) {
        lab.burst.run(this::guestMoves);
        lab.burst.run(this::resolverMoves);
        if (random.nextInt(60) == 0) {
          lab.clock.advance(Duration.ofSeconds(random.nextInt(12)));
        }
        for (ByteBuf got = guest.next(); got != null; got = guest.next()) {
          answered.add(got.getUnsignedShort(0));
          got.release();
        }
      }
      assertThat(answered).hasSize(QUERIES).doesNotHaveDuplicates();
      assertThat(guest.aborted).isNull();
      lab.burst.run(guest::farEnds);
      lab.burst.run(guest::becomesWritable);
      assertThat(guest.ended).isTrue();
      lab.over();
    }

    private void guestMoves() {
      if (guest.full) {
        guest.becomesWritable();
      } else if (!guest.paused && toSend.isReadable()) {
        int length = 1 + random.nextInt(Math.min(200, toSend.readableBytes()));
        guest.brings(toSend.readBytes(length));
      }
      guest.full = random.nextInt(5) == 0;
    }

    private void resolverMoves() {
      if (lab.outside.attempts.size() > attempt + 1) {
        attempt = lab.outside.attempts.size() - 1;
      }
      if (attempt >= lab.outside.attempts.size()) {
        return;
      }
      Attempt current = lab.outside.attempt(attempt);
      Stream stream = current.stream;
      if (stream.reader == null) {
        meet(current);
      } else if (stream.aborted == null && !stream.ended) {
        talk(stream);
      }
    }

    private void meet(Attempt current) {
      if (current.cancelled || current.refused) {
        return;
      }
      if (random.nextInt(3) == 0) {
        current.fails();
      } else {
        current.succeeds();
      }
    }

    private void talk(Stream stream) {
      int move = random.nextInt(20);
      if (move == 0) {
        stream.farEnds();
      } else if (move == 1) {
        stream.ended = true; // nothing may be written any more
        stream.farAborts();
      } else if (!stream.paused && move > 8) {
        ByteBuf query = stream.next();
        if (query != null) {
          stream.brings(framed(answerTo(query, 0)));
          query.release();
        }
      }
    }
  }
}
