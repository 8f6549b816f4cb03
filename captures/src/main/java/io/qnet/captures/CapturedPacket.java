package io.qnet.captures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One packet of a capture as it was written (draft-ietf-opsawg-pcapng, 4.3): what the file says of
 * it, not what is in it.
 *
 * @param link the name of the interface; empty if it has none
 * @param time when it passed
 * @param length octets that passed
 * @param fromMachine whether it came in from the machine; null where the file does not say
 * @param comment what was said of it; empty for nothing
 */
public record CapturedPacket(
    String link, Instant time, int length, @Nullable Boolean fromMachine, String comment) {
  private static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
  private static final int SMALLEST_BLOCK = 12;
  private static final long MOST = Integer.MAX_VALUE; // octets of a file that are looked at
  private static final int FIXED = 28;
  private static final int NANOS = 1_000_000_000;
  private static final int DIRECTIONS = 3;
  private static final int COMMENT = 1;
  private static final int NAME = 2;
  private static final int FLAGS = 2;

  /**
   * The packet with this number, as Wireshark counts them: from 1. Only files that qnet wrote: one
   * section, nanoseconds.
   *
   * @return null if the file has fewer packets; a last block that was cut off is none
   * @throws IOException if it cannot be read, or is no pcapng file
   */
  public static @Nullable CapturedPacket of(Path file, int number) throws IOException {
    return find(blocks(file), number);
  }

  /**
   * How many packets {@code file} has.
   *
   * @throws IOException if it cannot be read, is no pcapng file, or ends within a block
   */
  public static int count(Path file) throws IOException {
    ByteBuffer blocks = blocks(file);
    int packets = 0;
    int at = 0;
    while (at < blocks.limit()) {
      int length = lengthOfBlock(blocks, at);
      if (length == 0) {
        throw new IOException(file + " ends within a block");
      }
      packets += blocks.getInt(at) == PcapngWriter.ENHANCED_PACKET ? 1 : 0;
      at += length;
    }
    return packets;
  }

  private static ByteBuffer blocks(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer blocks =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), MOST));
      if (blocks.limit() < SMALLEST_BLOCK || blocks.getInt(0) != PcapngWriter.SECTION_HEADER) {
        throw new IOException(file + " is no pcapng file");
      }
      boolean little = blocks.order(ByteOrder.LITTLE_ENDIAN).getInt(8) == BYTE_ORDER_MAGIC;
      return blocks.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }
  }

  /** Octets of the block at {@code at}; 0 if it was cut off. */
  private static int lengthOfBlock(ByteBuffer blocks, int at) {
    int length = at <= blocks.limit() - SMALLEST_BLOCK ? blocks.getInt(at + 4) : 0;
    return length < SMALLEST_BLOCK || length > blocks.limit() - at ? 0 : length;
  }

  private static @Nullable CapturedPacket find(ByteBuffer blocks, int number) {
    List<String> links = new ArrayList<>();
    int left = number;
    int at = 0;
    for (int length = lengthOfBlock(blocks, at); length > 0; ) {
      int type = blocks.getInt(at);
      if (type == PcapngWriter.INTERFACE_DESCRIPTION) {
        links.add(text(options(blocks, at + 16, at + length - 4, NAME)));
      } else if (type == PcapngWriter.ENHANCED_PACKET && --left == 0) {
        return length < FIXED + 4 ? null : packet(blocks, at, at + length - 4, links);
      }
      at += length;
      length = lengthOfBlock(blocks, at);
    }
    return null;
  }

  private static CapturedPacket packet(ByteBuffer blocks, int at, int end, List<String> links) {
    int link = blocks.getInt(at + 8);
    long time = ((long) blocks.getInt(at + 12) << 32) | (blocks.getInt(at + 16) & 0xffff_ffffL);
    long kept = blocks.getInt(at + 20) & 0xffff_ffffL;
    long options = Math.min(end, at + FIXED + ((kept + 3) & ~3L));
    ByteBuffer flags = options(blocks, (int) options, end, FLAGS);
    int direction = flags == null || flags.remaining() < 4 ? 0 : flags.getInt() & DIRECTIONS;
    return new CapturedPacket(
        link >= 0 && link < links.size() ? links.get(link) : "",
        Instant.ofEpochSecond(time / NANOS, time % NANOS),
        blocks.getInt(at + 24),
        direction == 0 ? null : direction == Direction.INBOUND.flags,
        text(options(blocks, (int) options, end, COMMENT)));
  }

  /** The value of the option {@code code} between two places; null if it is not there. */
  private static @Nullable ByteBuffer options(ByteBuffer blocks, int from, int end, int code) {
    int at = from;
    while (at <= end - 4) {
      int length = blocks.getShort(at + 2) & 0xffff;
      if (length > end - at - 4) {
        return null;
      }
      if ((blocks.getShort(at) & 0xffff) == code) {
        return blocks.slice(at + 4, length).order(blocks.order());
      }
      at += 4 + ((length + 3) & ~3);
    }
    return null;
  }

  private static String text(@Nullable ByteBuffer value) {
    return value == null ? "" : StandardCharsets.UTF_8.decode(value).toString();
  }
}
