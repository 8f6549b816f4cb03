package io.qnet.bench.scale;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * What the last block of a pcapng file says, if that is an Interface Statistics Block
 * (draft-ietf-opsawg-pcapng, section 4.6), in little-endian order.
 *
 * <pre>
 *    0       4        8        12    16    20
 *   | type 5 | length | interface | time | options: code, length, value, to 4 octets | length |
 * </pre>
 *
 * @param received frames that passed, the lost ones too (isb_ifrecv)
 * @param lost those that are not in the file (isb_ifdrop)
 */
record CaptureEnd(long received, long lost) {
  private static final int STATISTICS = 5;
  private static final int OPTIONS = 20;
  private static final int OPTION_HEADER = 4;
  private static final int IFRECV = 4;
  private static final int IFDROP = 5;
  private static final int LONGEST = 4096;

  /** Reads the end of {@code file}. */
  static CaptureEnd of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      int length = read(channel, size - Integer.BYTES, Integer.BYTES).getInt(0);
      if (length < OPTIONS + Integer.BYTES || length > Math.min(size, LONGEST)) {
        throw new IOException(file + " has no end");
      }
      return parse(read(channel, size - length, length));
    }
  }

  private static CaptureEnd parse(ByteBuffer block) throws IOException {
    if (block.getInt(0) != STATISTICS) {
      throw new IOException("the capture ends with a block of type " + block.getInt(0));
    }
    long received = 0;
    long lost = 0;
    int at = OPTIONS;
    while (at + OPTION_HEADER + Long.BYTES <= block.limit() - Integer.BYTES) {
      int code = block.getShort(at);
      int length = Short.toUnsignedInt(block.getShort(at + 2));
      long value = block.getLong(at + OPTION_HEADER);
      received = code == IFRECV ? value : received;
      lost = code == IFDROP ? value : lost;
      at += OPTION_HEADER + (length + 3 & ~3);
    }
    return new CaptureEnd(received, lost);
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (octets.hasRemaining()) {
      if (channel.read(octets, from + octets.position()) < 0) {
        throw new IOException("the capture is empty");
      }
    }
    return octets.flip();
  }
}
