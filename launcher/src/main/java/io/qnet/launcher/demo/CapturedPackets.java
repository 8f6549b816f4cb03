package io.qnet.launcher.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Counts what is in a capture, from the file itself (pcapng, section 3.1: general block). */
final class CapturedPackets {
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int SMALLEST_BLOCK = 12;

  private CapturedPackets() {}

  /** How many packets {@code file} has; throws if it is not whole. */
  static int in(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer blocks = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      if (blocks.limit() < SMALLEST_BLOCK) {
        throw new IOException(file + " has no header");
      }
      boolean little = blocks.order(ByteOrder.LITTLE_ENDIAN).getInt(8) == BYTE_ORDER_MAGIC;
      blocks.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int packets = 0;
      int at = 0;
      while (at < blocks.limit()) {
        int length = at + SMALLEST_BLOCK <= blocks.limit() ? blocks.getInt(at + 4) : 0;
        if (length < SMALLEST_BLOCK || length > blocks.limit() - at) {
          throw new IOException(file + " ends within a block");
        }
        packets += blocks.getInt(at) == ENHANCED_PACKET ? 1 : 0;
        at += length;
      }
      return packets;
    }
  }
}
