package io.qnet.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cases;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Octets in a row, and the memory they hold. */
class OctetQueueTest {

  @DisplayName("any slice of any appended octets, compared with a string")
  @Test
  void slices() {
    Cases.check(
        500,
        random -> {
          OctetQueue queue = new OctetQueue();
          StringBuilder all = new StringBuilder();
          List<ByteBuf> roots = new ArrayList<>();
          for (int step = 0; step < 60; step++) {
            append(queue, all, roots, random);
            int size = queue.size();
            if (size > 0) {
              int from = random.nextInt(size);
              int length = 1 + random.nextInt(size - from);
              ByteBuf slice = queue.slice(queue.begin() + from, length);
              int start = (int) queue.begin() + from;
              assertThat(slice.toString(ISO_8859_1))
                  .isEqualTo(all.substring(start, start + length));
              slice.release();
              queue.dropTo(queue.begin() + random.nextInt(size + 1));
            }
            assertThat(queue.end()).isEqualTo(all.length());
          }
          queue.clear();
          assertThat(queue.pinned()).isZero();
          assertThat(roots).allMatch(root -> root.refCnt() == 0);
        });
  }

  private static void append(
      OctetQueue queue, StringBuilder all, List<ByteBuf> roots, Random random) {
    int length = random.nextBoolean() ? random.nextInt(50) : random.nextInt(5000);
    ByteBuf root = Unpooled.buffer(length + random.nextInt(20_000));
    int offset = random.nextInt(root.capacity() - length + 1);
    for (int i = 0; i < length; i++) {
      char octet = (char) ('a' + random.nextInt(26));
      root.setByte(offset + i, octet);
      all.append(octet);
    }
    roots.add(root);
    queue.append(root.slice(offset, length));
  }

  @DisplayName("few octets do not hold a large buffer; octets that fill theirs are not copied")
  @Test
  void pinned() {
    OctetQueue queue = new OctetQueue();
    ByteBuf large = Unpooled.buffer(1 << 18).writerIndex(1 << 18);
    queue.append(large.retainedSlice(0, 1));
    assertThat(queue.pinned()).isEqualTo(2048);
    queue.append(large.retainedSlice(0, 5000));
    assertThat(queue.pinned()).isEqualTo(2048 + 5000);
    assertThat(large.refCnt()).isEqualTo(1);
    queue.append(large.retainedSlice(0, 1 << 17));
    assertThat(large.refCnt()).isEqualTo(2);
    assertThat(queue.pinned()).isEqualTo(2048 + 5000 + (1 << 18));
    queue.clear();
    large.release();
    assertThat(large.refCnt()).isZero();
  }

  @DisplayName("single octets are gathered: a thousand of them hold one small buffer")
  @Test
  void gathered() {
    OctetQueue queue = new OctetQueue();
    for (int i = 0; i < 2000; i++) {
      queue.append(Unpooled.wrappedBuffer(new byte[] {(byte) i}));
    }
    assertThat(queue.size()).isEqualTo(2000);
    assertThat(queue.pinned()).isEqualTo(2048);
    ByteBuf first = Objects.requireNonNull(queue.poll());
    assertThat(first.readableBytes()).isEqualTo(2000);
    assertThat(queue.poll()).isNull();
    first.release();
  }

  @DisplayName("what was handed out of a gathering buffer is not changed by what follows")
  @Test
  void slicesStay() {
    OctetQueue queue = new OctetQueue();
    queue.append(Unpooled.copiedBuffer("one", ISO_8859_1));
    ByteBuf slice = queue.slice(0, 3);
    queue.append(Unpooled.copiedBuffer("two", ISO_8859_1));
    queue.dropTo(6);
    queue.append(Unpooled.copiedBuffer("six", ISO_8859_1));
    assertThat(slice.toString(ISO_8859_1)).isEqualTo("one");
    slice.release();
    queue.clear();
  }
}
