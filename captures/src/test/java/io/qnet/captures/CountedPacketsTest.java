package io.qnet.captures;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pcapng, section 3.1: blocks of type, length, body, length. */
@DisplayName("Packets of a capture")
class CountedPacketsTest {
  private final Path file;

  CountedPacketsTest(@TempDir Path folder) {
    file = folder.resolve("a.pcapng");
  }

  private static byte[] capture(ByteOrder order) {
    ByteBuffer blocks = ByteBuffer.allocate(28 + 20 + 32 + 32 + 24).order(order);
    block(blocks, 0x0a0d0d0a, 28);
    blocks.putInt(8, 0x1a2b3c4d);
    block(blocks, 1, 20);
    block(blocks, 6, 32);
    block(blocks, 6, 32);
    block(blocks, 5, 24);
    return blocks.array();
  }

  private static void block(ByteBuffer blocks, int type, int length) {
    int at = blocks.position();
    blocks.putInt(type).putInt(length).putInt(at + length - 4, length).position(at + length);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("are counted in either byte order")
  void counted(boolean big) throws IOException {
    Files.write(file, capture(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
    assertThat(CapturedPacket.count(file)).isEqualTo(2);
  }

  @Test
  @DisplayName("of a file that is cut are not counted, wherever it is cut")
  void cut() throws IOException {
    byte[] whole = capture(ByteOrder.LITTLE_ENDIAN);
    for (int length = 0; length < whole.length; length++) {
      if (length != 28 && length != 48 && length != 80 && length != 112) {
        Files.write(file, java.util.Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> CapturedPacket.count(file)).isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  @DisplayName("a length that leads nowhere ends the count")
  void badLength(int length) throws IOException {
    byte[] whole = capture(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(28 + 4, length);
    Files.write(file, whole);
    assertThatThrownBy(() -> CapturedPacket.count(file)).hasMessageContaining("within a block");
  }
}
