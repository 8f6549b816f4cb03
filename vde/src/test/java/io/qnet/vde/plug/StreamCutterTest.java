package io.qnet.vde.plug;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Cases;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Frames in a stream, however the stream is cut. */
class StreamCutterTest {
  private final StreamCutter cutter = new StreamCutter(ByteBufAllocator.DEFAULT);
  private final List<Integer> lengths = new ArrayList<>();

  private int feed(ByteBuf chunk) {
    int tooLong =
        cutter.cut(
            chunk,
            frame -> {
              lengths.add(frame.length());
              frame.release();
            });
    chunk.release();
    return tooLong;
  }

  @Test
  @DisplayName("whatever pieces the stream comes in, the same frames come out")
  void anyPieces() {
    Cases.check(
        200,
        random -> {
          lengths.clear();
          List<Integer> sent = new ArrayList<>();
          ByteBuf stream = Unpooled.buffer();
          for (int i = 0; i < 20; i++) {
            int length = random.nextInt(StreamCutter.MAX_FRAME) + 1;
            sent.add(length);
            Frame frame = Frame.plain(Unpooled.buffer(length).writeZero(length));
            StreamCutter.write(frame, stream);
            frame.release();
          }
          while (stream.isReadable()) {
            int piece = Math.min(stream.readableBytes(), 1 + random.nextInt(3000));
            assertThat(feed(stream.readRetainedSlice(piece))).isZero();
          }
          stream.release();
          assertThat(lengths).isEqualTo(sent);
        });
  }

  @Test
  @DisplayName("an empty frame is skipped; one that cannot be ends it")
  void lengths() {
    assertThat(feed(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 1, 7}))).isZero();
    assertThat(lengths).containsExactly(1);
    assertThat(
            feed(
                Unpooled.wrappedBuffer(
                    "GET / HTTP/1.0".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
        .isEqualTo(0x4745);
    cutter.close();
  }

  @Test
  @DisplayName("what is unfinished at the end is given up")
  void unfinished() {
    ByteBuf half = Unpooled.wrappedBuffer(new byte[] {0, 60, 1, 2, 3});
    assertThat(feed(half)).isZero();
    cutter.close();
    assertThat(lengths).isEmpty();
    assertThat(half.refCnt()).isZero();
  }
}
