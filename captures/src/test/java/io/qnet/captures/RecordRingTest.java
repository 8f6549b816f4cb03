package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cases;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What waits for the writer: bounded, whole and in order. */
class RecordRingTest {
  private static ByteBuf record(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static String take(RecordRing ring, int atMost) throws InterruptedException {
    ring.flush();
    StringBuilder text = new StringBuilder();
    for (ByteBuffer piece : ring.borrow()) {
      while (piece.hasRemaining() && text.length() < atMost) {
        text.append((char) piece.get());
      }
    }
    ring.giveBack(text.length());
    return text.toString();
  }

  private static boolean offer(RecordRing ring, String text) {
    ByteBuf record = record(text);
    try {
      return ring.offer(record);
    } finally {
      record.release();
    }
  }

  @DisplayName("what does not fit is refused whole, and the rest is untouched")
  @Test
  void refusesWhatDoesNotFit() throws InterruptedException {
    RecordRing ring = new RecordRing(8, 8);
    assertThat(offer(ring, "abcde")).isTrue();
    assertThat(offer(ring, "fghi")).isFalse();
    assertThat(offer(ring, "fgh")).isTrue();
    assertThat(offer(ring, "i")).isFalse();
    assertThat(take(ring, 8)).isEqualTo("abcdefgh");
    assertThat(offer(ring, "123456789")).as("longer than the ring").isFalse();
    ring.release();
  }

  @DisplayName("room is there again as soon as octets are given back, not before")
  @Test
  void roomComesBack() throws InterruptedException {
    RecordRing ring = new RecordRing(8, 8);
    assertThat(offer(ring, "abcdefgh")).isTrue();
    ByteBuffer[] borrowed = ring.borrow();
    assertThat(offer(ring, "i")).isFalse();
    ring.giveBack(1);
    assertThat(offer(ring, "i")).isTrue();
    assertThat((char) borrowed[0].get(1)).as("what is borrowed stays").isEqualTo('b');
    ring.giveBack(7);
    assertThat(take(ring, 8)).isEqualTo("i");
    ring.release();
  }

  @DisplayName("a closed ring refuses, hands out what waits, then nothing")
  @Test
  void closes() throws InterruptedException {
    RecordRing ring = new RecordRing(8, 8);
    assertThat(offer(ring, "abc")).isTrue();
    ring.close();
    assertThat(offer(ring, "d")).isFalse();
    assertThat(take(ring, 8)).isEqualTo("abc");
    assertThat(ring.borrow()).isEmpty();
    ring.release();
    assertThat(offer(ring, "e")).as("after its memory went").isFalse();
  }

  @DisplayName("in any rhythm, what comes out is what was taken in, in order")
  @Test
  void keepsOrder() {
    Cases.check(
        300,
        random -> {
          RecordRing ring = new RecordRing(1 + random.nextInt(64), 1 << 20);
          StringBuilder in = new StringBuilder();
          StringBuilder out = new StringBuilder();
          for (int step = 0; step < 100; step++) {
            String text = Integer.toString(random.nextInt());
            if (offer(ring, text)) {
              in.append(text);
            }
            if (random.nextBoolean() && in.length() > out.length()) {
              out.append(take(ring, 1 + random.nextInt(40)));
            }
          }
          ring.close();
          out.append(take(ring, 64));
          ring.release();
          assertThat(out.toString()).isEqualTo(in.toString());
        });
  }
}
