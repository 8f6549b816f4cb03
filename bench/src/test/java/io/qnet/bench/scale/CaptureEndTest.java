package io.qnet.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last block of a capture. */
class CaptureEndTest {
  private final Path file;

  CaptureEndTest(@TempDir Path folder) {
    this.file = folder.resolve("capture.pcapng");
  }

  private static byte[] block(int type, long received, long lost) {
    int length = 52;
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(length)
        .putInt(0)
        .putLong(17) // the time
        .putShort((short) 4)
        .putShort((short) 8)
        .putLong(received)
        .putShort((short) 5)
        .putShort((short) 8)
        .putLong(lost)
        .putInt(0) // the end of options
        .putInt(length)
        .array();
  }

  private CaptureEnd endOf(byte[]... parts) throws IOException {
    Files.write(file, new byte[0]);
    for (byte[] part : parts) {
      Files.write(file, part, java.nio.file.StandardOpenOption.APPEND);
    }
    return CaptureEnd.of(file);
  }

  @Test
  @DisplayName("it tells what passed and what was lost, whatever lies before it")
  void statistics() throws IOException {
    assertThat(endOf(new byte[9999], block(5, 44_814, 813))).isEqualTo(new CaptureEnd(44_814, 813));
    assertThat(endOf(block(5, 1L << 40, 0))).isEqualTo(new CaptureEnd(1L << 40, 0));
  }

  @Test
  @DisplayName("a file that was not completed says so")
  void cutShort() {
    assertThatThrownBy(() -> endOf(block(6, 1, 1))).hasMessageContaining("a block of type 6");
    assertThatThrownBy(() -> endOf(new byte[100])).hasMessageContaining("has no end");
    assertThatThrownBy(this::endOf).isInstanceOf(Exception.class);
  }
}
