package io.qnet.captures;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.nio.charset.StandardCharsets;

/**
 * Writes pcapng blocks into a buffer, little-endian (draft-ietf-opsawg-pcapng, sections 3 and 4).
 *
 * <pre>
 *  0      4              8                               length - 4
 *  | type | total length | body, padded to four | options | total length |
 *
 *  option:  | code (2) | length (2) | value, padded to four |   ... the last one: code 0, length 0
 * </pre>
 *
 * <p>A packet is begun and ended separately, because what is to be said about it is known last.
 */
final class PcapngWriter {
  /** The most octets of a frame that are kept. */
  static final int SNAP_LENGTH = 262_144;

  /** The most octets of a comment or name that are kept. */
  static final int MAX_TEXT = 2048;

  static final int SECTION_HEADER = 0x0a0d_0d0a;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int NAME_RESOLUTION = 4;
  static final int INTERFACE_STATISTICS = 5;
  static final int ENHANCED_PACKET = 6;

  private static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
  private static final int ETHERNET = 1;
  private static final int NANOSECONDS = 9; // 10 to the minus ninth of a second
  private static final int END_OF_OPTIONS = 0;
  private static final int COMMENT = 1;

  private final ByteBuf out;
  private int block;

  PcapngWriter(ByteBuf out) {
    this.out = out;
  }

  /** Section Header Block (4.1): version 1.0, length not known yet. */
  void sectionHeader(CaptureOrigin origin) {
    begin(SECTION_HEADER);
    out.writeIntLE(BYTE_ORDER_MAGIC);
    out.writeShortLE(1).writeShortLE(0);
    out.writeLongLE(-1);
    text(2, origin.hardware());
    text(3, origin.system());
    text(4, origin.application());
    end();
  }

  /** Interface Description Block (4.2): Ethernet, in nanoseconds. */
  void interfaceDescription(String name, String description) {
    begin(INTERFACE_DESCRIPTION);
    out.writeShortLE(ETHERNET).writeShortLE(0);
    out.writeIntLE(SNAP_LENGTH);
    text(2, name);
    text(3, description);
    option(9, 1).writeByte(NANOSECONDS);
    pad(1);
    end();
  }

  /**
   * Begins an Enhanced Packet Block (4.3) with a copy of the octets.
   *
   * @param time nanoseconds since 1970
   * @return where in the buffer the copy begins, so that it can be changed
   */
  int beginPacket(int interfaceId, long time, ByteBuf octets) {
    return beginPacket(interfaceId, time, octets, Unpooled.EMPTY_BUFFER);
  }

  /** The same with a copy of octets that are in two parts, {@code body} after {@code head}. */
  int beginPacket(int interfaceId, long time, ByteBuf head, ByteBuf body) {
    int length = head.readableBytes() + body.readableBytes();
    int kept = Math.min(length, SNAP_LENGTH);
    int ofHead = Math.min(head.readableBytes(), kept);
    begin(ENHANCED_PACKET);
    out.writeIntLE(interfaceId);
    time(time);
    out.writeIntLE(kept).writeIntLE(length);
    int start = out.writerIndex();
    out.writeBytes(head, head.readerIndex(), ofHead);
    out.writeBytes(body, body.readerIndex(), kept - ofHead);
    pad(kept);
    return start;
  }

  /**
   * Ends what {@link #beginPacket} began.
   *
   * @param comment empty for none
   * @param lost packets of this interface that were lost since the last one
   */
  void endPacket(Direction direction, String comment, long lost) {
    text(COMMENT, comment);
    option(2, 4).writeIntLE(direction.flags);
    if (lost > 0) {
      option(4, 8).writeLongLE(lost);
    }
    end();
  }

  /** Name Resolution Block (4.5) with one name. */
  void nameResolution(IpAddress address, String name) {
    begin(NAME_RESOLUTION);
    byte[] octets = bounded(name);
    int length = address.length() + octets.length + 1;
    option(address instanceof Ipv4Address ? 1 : 2, length);
    out.ensureWritable(length);
    address.write(out, out.writerIndex());
    out.writerIndex(out.writerIndex() + address.length());
    out.writeBytes(octets).writeByte(0);
    pad(length);
    end(); // the end of options looks like the end of names, and there are no options
  }

  /**
   * Interface Statistics Block (4.6).
   *
   * @param start when the capture of this interface began, nanoseconds since 1970
   * @param end when it ended
   * @param received packets that passed
   * @param lost how many of them are not in the file
   */
  void interfaceStatistics(int interfaceId, long start, long end, long received, long lost) {
    begin(INTERFACE_STATISTICS);
    out.writeIntLE(interfaceId);
    time(end);
    option(2, 8);
    time(start);
    option(3, 8);
    time(end);
    option(4, 8).writeLongLE(received);
    option(5, 8).writeLongLE(lost);
    end();
  }

  private void begin(int type) {
    block = out.writerIndex();
    out.writeIntLE(type).writeIntLE(0);
  }

  private void end() {
    option(END_OF_OPTIONS, 0);
    int length = out.writerIndex() + 4 - block;
    out.writeIntLE(length);
    out.setIntLE(block + 4, length);
  }

  private void time(long time) {
    out.writeIntLE((int) (time >>> 32)).writeIntLE((int) time);
  }

  private ByteBuf option(int code, int length) {
    return out.writeShortLE(code).writeShortLE(length);
  }

  private void text(int code, String value) {
    if (!value.isEmpty()) {
      byte[] octets = bounded(value);
      option(code, octets.length).writeBytes(octets);
      pad(octets.length);
    }
  }

  private void pad(int length) {
    out.writeZero(-length & 3);
  }

  /** The UTF-8 octets of a text; of a long one as many whole characters as fit. */
  private static byte[] bounded(String text) {
    int end = Math.min(text.length(), MAX_TEXT);
    while (ByteBufUtil.utf8Bytes(text, 0, end) > MAX_TEXT
        || (end < text.length() && Character.isLowSurrogate(text.charAt(end)))) {
      end--;
    }
    return text.substring(0, end).getBytes(StandardCharsets.UTF_8);
  }
}
