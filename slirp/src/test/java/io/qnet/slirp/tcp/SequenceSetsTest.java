package io.qnet.slirp.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cases;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The two sets of sequence numbers, compared with one bit or character for each number. */
class SequenceSetsTest {
  private static final int BASE = -100;
  private static final int SIZE = 300;
  private static final int MSS = 10;

  @DisplayName("RFC 6675, 4: scoreboard, IsLost, SetPipe and holes against their definitions")
  @Test
  void scoreboard() {
    Cases.check(
        2_000,
        random -> {
          Scoreboard board = new Scoreboard();
          BitSet there = new BitSet();
          for (int i = 0; i < 12; i++) {
            int left = 1 + random.nextInt(SIZE - 1);
            int right = left + 1 + random.nextInt(Math.min(20, SIZE - left));
            BitSet before = (BitSet) there.clone();
            there.set(left, right);
            boolean news = board.take(new int[] {BASE + left, BASE + right}, BASE, BASE + SIZE);
            assertThat(news).isEqualTo(!before.equals(there));
            check(board, there, 0, random);
          }
          int una = 1 + random.nextInt(SIZE);
          there.clear(0, una);
          board.advance(BASE + una);
          check(board, there, una, random);
        });
  }

  private static void check(Scoreboard board, BitSet there, int una, Random random) {
    assertThat(board.isEmpty()).isEqualTo(there.isEmpty());
    int lostBelow = board.lostBelow(BASE + una, MSS) - BASE;
    for (int i = una; i < SIZE; i++) {
      if (!there.get(i)) {
        assertThat(i < lostBelow).as("IsLost(%s) in %s", i, there).isEqualTo(isLost(there, i));
      }
      assertThat(board.has(BASE + i)).isEqualTo(there.get(i));
    }
    int highRxt = una + random.nextInt(SIZE - una + 1);
    int pipe = 0;
    for (int i = una; i < SIZE; i++) {
      if (!there.get(i)) {
        pipe += (isLost(there, i) ? 0 : 1) + (i < highRxt ? 1 : 0);
      }
    }
    assertThat(board.pipe(BASE + una, BASE + SIZE, BASE + lostBelow, BASE + highRxt))
        .isEqualTo(pipe);
    int from = una + random.nextInt(SIZE - una + 1);
    Scoreboard.Hole hole = board.hole(BASE + from, BASE + SIZE);
    int left = there.nextClearBit(from);
    if (left >= SIZE) {
      assertThat(hole).isNull();
    } else {
      int right = there.nextSetBit(left);
      assertThat(hole)
          .isEqualTo(new Scoreboard.Hole(BASE + left, BASE + (right < 0 ? SIZE : right)));
    }
  }

  /** RFC 6675: DupThresh ranges, or more than (DupThresh - 1) * SMSS octets, lie above. */
  private static boolean isLost(BitSet there, int number) {
    int ranges = 0;
    int octets = 0;
    for (int i = there.nextSetBit(number); i >= 0; i = there.nextSetBit(i + 1)) {
      octets++;
      ranges += there.get(i - 1) && i - 1 >= number ? 0 : 1;
    }
    return ranges >= 3 || octets > 2 * MSS;
  }

  @DisplayName("a scoreboard holds so many ranges and no more; those it has can still grow")
  @Test
  void scoreboardIsBounded() {
    Scoreboard board = new Scoreboard();
    for (int i = 0; i < 1000; i++) {
      boolean news = board.take(new int[] {3 + 3 * i, 4 + 3 * i}, 0, 1 << 20);
      assertThat(news).isEqualTo(i < Scoreboard.MAX_RANGES);
    }
    assertThat(board.take(new int[] {2, 20}, 0, 1 << 20)).isTrue();
    assertThat(board.take(new int[] {5000, 5001}, 0, 1 << 20)).isTrue();
  }

  @DisplayName("what came early: any order, any overlap, the first octets win")
  @Test
  void outOfOrder() {
    Cases.check(
        2_000,
        random -> {
          OutOfOrderQueue queue = new OutOfOrderQueue();
          char[] kept = new char[SIZE];
          for (int i = 0; i < 15; i++) {
            int left = 1 + random.nextInt(SIZE - 1);
            int right = left + 1 + random.nextInt(Math.min(60, SIZE - left));
            String octets = String.valueOf((char) ('a' + i)).repeat(right - left);
            ByteBuf text = Unpooled.copiedBuffer("##" + octets, ISO_8859_1);
            queue.insert(BASE + left, BASE + right, text, 2);
            text.release();
            for (int at = left; at < right; at++) {
              kept[at] = kept[at] == 0 ? (char) ('a' + i) : kept[at];
            }
            check(queue, kept);
          }
          drain(queue, kept);
          queue.clear();
          assertThat(queue.pinned()).isZero();
        });
  }

  private static void check(OutOfOrderQueue queue, char[] kept) {
    int size = 0;
    for (char octet : kept) {
      size += octet == 0 ? 0 : 1;
    }
    assertThat(queue.size()).isEqualTo(size);
    int[] blocks = queue.blocks(4);
    for (int i = 0; i < blocks.length; i += 2) {
      int left = blocks[i] - BASE;
      int right = blocks[i + 1] - BASE;
      assertThat(kept[left - 1]).isEqualTo((char) 0);
      assertThat(right == SIZE || kept[right] == 0).isTrue();
      for (int at = left; at < right; at++) {
        assertThat(kept[at]).isNotEqualTo((char) 0);
      }
    }
  }

  private static void drain(OutOfOrderQueue queue, char[] kept) {
    ArrayDeque<ByteBuf> sink = new ArrayDeque<>();
    int first = queue.lowest();
    int next = queue.drain(first, sink);
    StringBuilder octets = new StringBuilder();
    for (ByteBuf chunk : sink) {
      octets.append(chunk.toString(ISO_8859_1));
      chunk.release();
    }
    assertThat(octets.toString())
        .isEqualTo(String.valueOf(kept, first - BASE, next - first))
        .doesNotContain("\0");
    assertThat(queue.drain(next, sink)).isEqualTo(next);
  }

  @DisplayName("comparisons modulo 2^32")
  @Test
  void comparisons() {
    assertThat(Seq.before(-1, 0)).isTrue();
    assertThat(Seq.before(0, -1)).isFalse();
    assertThat(Seq.before(Integer.MAX_VALUE, Integer.MIN_VALUE)).isTrue();
    assertThat(Seq.notAfter(5, 5)).isTrue();
    assertThat(Seq.max(-1, 1)).isEqualTo(1);
    assertThat(Seq.min(Integer.MAX_VALUE, Integer.MIN_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }
}
