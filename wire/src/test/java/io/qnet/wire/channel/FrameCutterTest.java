package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Cases;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are cut from a stream, wherever its reads end. */
final class FrameCutterTest {
  private final FrameCutter cutter = new FrameCutter(ByteBufAllocator.DEFAULT);
  private final List<Frame> frames = new ArrayList<>();

  @Test
  @DisplayName("any frames, in any chunks, come out as they went in")
  void anyChunks() {
    Cases.check(
        300,
        random -> {
          FrameCutter fresh = new FrameCutter(ByteBufAllocator.DEFAULT);
          List<byte[]> sent = new ArrayList<>();
          ByteBuf stream = Unpooled.directBuffer();
          for (int i = random.nextInt(20); i >= 0; i--) {
            byte[] octets = new byte[length(random)];
            random.nextBytes(octets);
            stream.writeInt(octets.length).writeBytes(octets);
            if (octets.length > 0) {
              sent.add(octets);
            }
          }
          List<byte[]> came = new ArrayList<>();
          while (stream.isReadable()) {
            ByteBuf chunk = stream.readBytes(Math.min(1 + length(random), stream.readableBytes()));
            assertThat(fresh.cut(chunk, frame -> came.add(Port.take(frame)))).isZero();
            chunk.release();
            assertThat(chunk.refCnt()).isZero();
          }
          stream.release();
          assertThat(came).containsExactlyElementsOf(sent);
          assertThat(fresh.unfinished()).isNull();
        });
  }

  private static int length(Random random) {
    return random.nextInt(random.nextInt(10) == 0 ? 69633 : 1 + random.nextInt(200));
  }

  @Test
  @DisplayName("a frame that lies whole in a chunk is not copied")
  void slices() {
    ByteBuf chunk = Unpooled.directBuffer().writeInt(3).writeBytes(new byte[] {1, 2, 3});
    cutter.cut(chunk, frames::add);
    chunk.setByte(4, 9);
    assertThat(frames.get(0).octets().getByte(0)).isEqualTo((byte) 9);
    assertThat(chunk.refCnt()).isEqualTo(2);
    frames.get(0).release();
    chunk.release();
    assertThat(chunk.refCnt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {69633, 0x7fffffff, 0x80000000, 0xffffffff})
  @DisplayName("a length that cannot be is reported, and nothing is allocated for it")
  void tooLong(int length) {
    ByteBuf chunk = Unpooled.directBuffer().writeInt(1).writeByte(7).writeInt(length).writeByte(8);
    assertThat(cutter.cut(chunk, frames::add)).isEqualTo(Integer.toUnsignedLong(length));
    assertThat(frames).hasSize(1);
    assertThat(cutter.unfinished()).isNull();
    frames.get(0).release();
    chunk.release();
  }

  @Test
  @DisplayName("it knows where it stands")
  void unfinished() {
    ByteBuf chunk = Unpooled.directBuffer().writeShort(0);
    cutter.cut(chunk, frames::add);
    assertThat(cutter.unfinished()).isEqualTo("in the middle of a frame's length");
    chunk.writeShort(60).writeZero(2);
    cutter.cut(chunk, frames::add);
    assertThat(cutter.unfinished()).isEqualTo("after 2 of the 60 octets of a frame");
    cutter.close();
    assertThat(cutter.unfinished()).isNull();
    assertThat(frames).isEmpty();
    chunk.release();
  }
}
