package io.qnet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeping octets beyond their burst. */
class KeptTest {
  private static ByteBuf read(int capacity) {
    ByteBuf buf = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
    for (int i = 0; i < capacity; i++) {
      buf.writeByte(i);
    }
    return buf;
  }

  @DisplayName("a quarter of the buffer or more is shared, and pins all of it")
  @Test
  void shared() {
    ByteBuf read = read(4_096);
    Kept kept = Kept.of(read, 100, 1_024);
    assertThat(kept.pinned()).isEqualTo(4_096);
    assertThat(kept.octets().memoryAddress()).isEqualTo(read.memoryAddress() + 100);
    assertThat(read.release()).isFalse();
    assertThat(kept.octets().readableBytes()).isEqualTo(1_024);
    kept.release();
    assertThat(read.refCnt()).isZero();
  }

  @DisplayName("less is copied, and pins no more than itself")
  @Test
  void copied() {
    ByteBuf read = read(4_096);
    Kept kept = Kept.of(read, 100, 1_023);
    byte[] expected = ByteBufUtil.getBytes(read, 100, 1_023);
    assertThat(read.release()).isTrue();
    assertThat(kept.pinned()).isEqualTo(1_023);
    assertThat(ByteBufUtil.getBytes(kept.octets())).isEqualTo(expected);
    kept.release();
    assertThat(kept.octets().refCnt()).isZero();
  }

  @DisplayName("a slice is judged by the buffer that it is a slice of")
  @Test
  void sliceOfASlice() {
    for (ByteBuf read :
        new ByteBuf[] {
          read(4_096),
          Unpooled.buffer(4_096).writeZero(4_096),
          UnpooledByteBufAllocator.DEFAULT.directBuffer(4_096).writeZero(4_096)
        }) {
      ByteBuf slice = read.slice(10, 3_000).slice(5, 200).duplicate();
      Kept kept = Kept.of(slice, 0, 200);
      assertThat(kept.pinned()).isEqualTo(200);
      assertThat(read.refCnt()).isEqualTo(1);
      kept.release();
      read.release();
    }
  }

  @DisplayName("keeping nothing pins nothing")
  @Test
  void nothing() {
    ByteBuf read = read(64);
    Kept kept = Kept.of(read, 64, 0);
    assertThat(kept.pinned()).isZero();
    assertThat(kept.octets().isReadable()).isFalse();
    kept.release();
    assertThat(read.release()).isTrue();
  }
}
