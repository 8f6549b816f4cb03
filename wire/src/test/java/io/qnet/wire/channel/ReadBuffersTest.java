package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Buffers that go round. */
final class ReadBuffersTest {
  private static final int MOST = 3;

  private final ReadBuffers buffers = new ReadBuffers(100, MOST);

  @AfterEach
  void close() {
    buffers.release();
  }

  @Test
  @DisplayName("one that nobody kept comes again, empty; one that somebody keeps does not")
  void goRound() {
    ByteBuf first = buffers.next();
    first.writeLong(1);
    assertThat(buffers.next()).isSameAs(first);
    assertThat(first.readableBytes()).isZero();
    ByteBuf kept = first.retainedSlice(0, 4);
    ByteBuf second = buffers.next();
    assertThat(second).isNotSameAs(first);
    kept.release();
    assertThat(buffers.next()).isSameAs(first);
  }

  @Test
  @DisplayName("those kept for long are left to their keepers, and are theirs alone")
  void bounded() {
    List<ByteBuf> kept = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ByteBuf next = buffers.next();
      assertThat(next.refCnt()).isEqualTo(1);
      next.writeInt(i); // what tells it from the others
      kept.add(next.retain());
    }
    assertThat(kept.stream().map(buffer -> buffer.getInt(0)).toList())
        .isEqualTo(IntStream.range(0, 10).boxed().toList());
    assertThat(kept.stream().filter(buffer -> buffer.refCnt() == 2)).hasSize(MOST);
    buffers.release();
    assertThat(kept).allMatch(buffer -> buffer.refCnt() == 1);
    kept.forEach(ByteBuf::release);
  }
}
