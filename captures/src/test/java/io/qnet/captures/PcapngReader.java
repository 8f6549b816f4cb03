package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of what {@link PcapngWriter} writes, from the specification: any octet out of
 * place is an assertion failure.
 */
final class PcapngReader {
  private PcapngReader() {}

  /** One block: its type, its whole body, and where in the file it ends. */
  record Block(int type, ByteBuf body, int end) {
    /** An unsigned field of four octets at {@code offset} of the body. */
    int field(int offset) {
      return body.getIntLE(offset);
    }

    /** The options that begin at {@code offset} of the body. */
    Options options(int offset) {
      Map<Integer, ByteBuf> options = new LinkedHashMap<>();
      int at = offset;
      while (true) {
        int code = body.getUnsignedShortLE(at);
        int length = body.getUnsignedShortLE(at + 2);
        at += 4;
        if (code == 0) {
          assertThat(length).isZero();
          assertThat(at).as("nothing follows the end of options").isEqualTo(body.capacity());
          return new Options(options);
        }
        assertThat(options.put(code, body.slice(at, length))).isNull();
        at += (length + 3) & ~3;
      }
    }
  }

  /** Options by code; one that is not there is an empty text, or zero. */
  record Options(Map<Integer, ByteBuf> values) {
    String text(int code) {
      return values.getOrDefault(code, Unpooled.EMPTY_BUFFER).toString(StandardCharsets.UTF_8);
    }

    /** A number of four or eight octets. */
    long number(int code) {
      ByteBuf value = values.get(code);
      return value == null ? 0 : value.capacity() == 4 ? value.getIntLE(0) : value.getLongLE(0);
    }

    /** An instant: its high half first, both little-endian. */
    long instant(int code) {
      return Long.rotateLeft(number(code), 32);
    }
  }

  /** An enhanced packet block, taken apart. */
  @SuppressWarnings("ArrayRecordComponent") // compared with AssertJ, never as a key
  record Packet(
      int interfaceId,
      long time,
      byte[] octets,
      int originalLength,
      String comment,
      int flags,
      long lost) {}

  /** Every whole block of a file; what follows the last one must be the beginning of another. */
  static List<Block> blocks(byte[] file) {
    ByteBuf buf = Unpooled.wrappedBuffer(file);
    List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (file.length - at >= 8) {
      int length = buf.getIntLE(at + 4);
      assertThat(length).as("length of the block at " + at).isGreaterThanOrEqualTo(12);
      assertThat(length % 4).isZero();
      if (at + length > file.length) {
        break;
      }
      assertThat(buf.getIntLE(at + length - 4)).as("trailing length").isEqualTo(length);
      int type = buf.getIntLE(at);
      assertThat(type == PcapngWriter.SECTION_HEADER).as("header first, once").isEqualTo(at == 0);
      blocks.add(new Block(type, buf.slice(at + 8, length - 12), at + length));
      at += length;
    }
    return blocks;
  }

  /** The blocks of one type. */
  static List<Block> blocks(byte[] file, int type) {
    return blocks(file).stream().filter(block -> block.type() == type).toList();
  }

  /** The packets of a file, in its order. */
  static List<Packet> packets(byte[] file) {
    return blocks(file, PcapngWriter.ENHANCED_PACKET).stream().map(PcapngReader::packet).toList();
  }

  private static Packet packet(Block block) {
    int kept = block.field(12);
    Options options = block.options(20 + ((kept + 3) & ~3));
    return new Packet(
        block.field(0),
        ((long) block.field(4) << 32) | (block.field(8) & 0xffff_ffffL),
        ByteBufUtil.getBytes(block.body(), 20, kept),
        block.field(16),
        options.text(1),
        (int) options.number(2),
        options.number(4));
  }

  /** The comments of all packets. */
  static List<String> comments(byte[] file) {
    return packets(file).stream().map(Packet::comment).toList();
  }
}
