package io.qnet.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Virtio 1.2, section 5.1.6: the header in front of a frame")
class VnetHeaderTest {
  private static final int FRAME = 100;

  private static @Nullable Frame read(String header) {
    byte[] octets = new byte[VnetHeader.LENGTH + FRAME];
    byte[] head = ByteBufUtil.decodeHexDump(header.replace(" ", ""));
    System.arraycopy(head, 0, octets, 0, head.length);
    return VnetHeader.read(Unpooled.wrappedBuffer(octets));
  }

  private static String written(Frame frame) {
    ByteBuf header = Unpooled.buffer(VnetHeader.LENGTH).writerIndex(VnetHeader.LENGTH);
    VnetHeader.write(header, frame);
    frame.release();
    return ByteBufUtil.hexDump(header);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "00 00 0000 0000 0000 0000, NONE, 0, 0, 0, 0, false",
    "02 00 0000 0000 0000 0000, NONE, 0, 0, 0, 0, true",
    "01 00 0000 0000 2200 1000, NONE, 0, 0, 34, 16, true",
    "01 01 3600 a805 2200 1000, TCP4, 1448, 54, 34, 16, true",
    "01 81 3600 a805 2200 1000, TCP4, 1448, 54, 34, 16, true",
    "01 04 4a00 9405 3600 1000, TCP6, 1428, 74, 54, 16, true",
    "01 05 2a00 b004 2200 0600, UDP, 1200, 42, 34, 6, true",
  })
  @DisplayName("what the kernel leaves undone")
  void understood(
      String header, GsoType type, int size, int length, int start, int offset, boolean valid) {
    Frame frame = Objects.requireNonNull(read(header));

    assertThat(frame.gsoType()).isEqualTo(type);
    assertThat(frame.gsoSize()).isEqualTo(size);
    assertThat(frame.headerLength()).isEqualTo(length);
    assertThat(frame.checksumStart()).isEqualTo(start);
    assertThat(frame.checksumOffset()).isEqualTo(offset);
    assertThat(frame.checksumValid()).isEqualTo(valid);
    assertThat(frame.length()).isEqualTo(FRAME);
    frame.release();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "00 01 3600 a805 0000 0000, a segment whose checksum is finished",
    "01 00 0000 0000 0000 1000, a checksum that begins at the frame",
    "01 00 0000 0000 5300 1000, a checksum behind the frame",
    "01 00 0000 0000 ffff ffff, numbers at their most",
    "01 01 3600 0000 2200 1000, pieces of nothing",
    "01 01 6500 a805 2200 1000, a header longer than the frame",
    "01 03 3600 a805 2200 1000, UDP fragmentation: gone since Linux 4.14",
    "01 02 3600 a805 2200 1000, a type that is nobody's",
  })
  @DisplayName("a header that contradicts itself is refused")
  void refused(String header, String why) {
    assertThat(read(header)).as(why).isNull();
  }

  @Test
  @DisplayName("what we leave undone, for the kernel")
  void told() {
    ByteBuf octets = Unpooled.buffer().writeZero(FRAME);
    assertThat(written(Frame.plain(octets.retainedSlice()))).isEqualTo("00000000000000000000");
    assertThat(written(Frame.verified(octets.retainedSlice()))).isEqualTo("02000000000000000000");
    assertThat(written(Frame.unfinished(octets.retainedSlice(), GsoType.TCP4, 1448, 54, 34, 16)))
        .isEqualTo("01013600a80522001000");
    assertThat(written(Frame.unfinished(octets.retainedSlice(), GsoType.TCP6, 1428, 74, 54, 16)))
        .isEqualTo("01044a00940536001000");
    assertThat(written(Frame.unfinished(octets.retainedSlice(), GsoType.UDP, 1200, 42, 34, 6)))
        .isEqualTo("01052a00b00422000600");
    assertThat(written(Frame.unfinished(octets, GsoType.NONE, 0, 0, 34, 16)))
        .isEqualTo("01000000000022001000");
    assertThat(octets.refCnt()).isZero();
  }
}
