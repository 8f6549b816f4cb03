package io.qnet.launcher.qmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of a channel; one longer than the limit is an error, and nothing is read after it. */
final class LineReader {
  private static final int BLOCK = 16 * 1024;

  private final ReadableByteChannel channel;
  private final int limit;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).flip();

  /**
   * Reads {@code channel}.
   *
   * @param limit octets in a line
   */
  LineReader(ReadableByteChannel channel, int limit) {
    this.channel = channel;
    this.limit = limit;
  }

  /** The next line without its end; null at the end, also where a line is not finished. */
  @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (block.hasRemaining()) {
        byte octet = block.get();
        if (octet == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        if (line.size() >= limit) {
          throw new IOException("a line of more than " + limit + " octets");
        }
        line.write(octet);
      }
      block.clear();
      int length = channel.read(block);
      block.flip();
      if (length < 0) {
        return null;
      }
    }
  }
}
