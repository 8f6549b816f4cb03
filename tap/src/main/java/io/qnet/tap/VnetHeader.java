package io.qnet.tap;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of each frame of a TAP device: how much of the work is left undone (Virtio
 * 1.2, section 5.1.6; {@code linux/virtio_net.h}). Numbers in the order of the host, which is
 * little-endian on every one that is supported.
 *
 * <pre>
 *  0       1         2              4          6              8                 10
 *  | flags | gso type | header length | gso size | checksum start | checksum offset | frame ...
 * </pre>
 *
 * <p>{@code checksum start} counts from the frame's first octet, {@code checksum offset} from
 * there.
 */
final class VnetHeader {
  static final int LENGTH = 10;

  private static final int FLAGS = 0;
  private static final int GSO_TYPE = 1;
  private static final int HEADER_LENGTH = 2;
  private static final int GSO_SIZE = 4;
  private static final int CHECKSUM_START = 6;
  private static final int CHECKSUM_OFFSET = 8;

  static final int NEEDS_CSUM = 1;
  static final int DATA_VALID = 2;

  static final int GSO_NONE = 0;
  static final int GSO_TCPV4 = 1;
  static final int GSO_TCPV6 = 4;
  static final int GSO_UDP_L4 = 5;
  static final int GSO_ECN = 0x80;

  private static final int CHECKSUM_LENGTH = 2;

  private VnetHeader() {}

  /**
   * The frame behind the header that {@code octets} begin with; takes {@code octets} over, unless
   * it is null: the header contradicts itself or the frame. ECN is understood and forgotten: who
   * cuts a segment copies CWR to the first piece, or not at all.
   */
  static @Nullable Frame read(ByteBuf octets) {
    int at = octets.readerIndex();
    int flags = octets.getUnsignedByte(at + FLAGS);
    GsoType type = type(octets.getUnsignedByte(at + GSO_TYPE) & ~GSO_ECN);
    if (type == null) {
      return null;
    }
    if ((flags & NEEDS_CSUM) == 0) {
      if (type != GsoType.NONE) {
        return null; // pieces of a segment have checksums of their own
      }
      octets.readerIndex(at + LENGTH);
      return (flags & DATA_VALID) == 0 ? Frame.plain(octets) : Frame.verified(octets);
    }
    int length = octets.readableBytes() - LENGTH;
    int start = octets.getUnsignedShortLE(at + CHECKSUM_START);
    int offset = octets.getUnsignedShortLE(at + CHECKSUM_OFFSET);
    if (start == 0 || start + offset + CHECKSUM_LENGTH > length) {
      return null;
    }
    int gsoSize = 0;
    int headerLength = 0;
    if (type != GsoType.NONE) {
      gsoSize = octets.getUnsignedShortLE(at + GSO_SIZE);
      headerLength = octets.getUnsignedShortLE(at + HEADER_LENGTH);
      if (gsoSize == 0 || headerLength > length) {
        return null;
      }
    }
    octets.readerIndex(at + LENGTH);
    return Frame.unfinished(octets, type, gsoSize, headerLength, start, offset);
  }

  private static @Nullable GsoType type(int type) {
    return switch (type) {
      case GSO_NONE -> GsoType.NONE;
      case GSO_TCPV4 -> GsoType.TCP4;
      case GSO_TCPV6 -> GsoType.TCP6;
      case GSO_UDP_L4 -> GsoType.UDP;
      default -> null;
    };
  }

  /** Writes the header of {@code frame} to {@code to}, from index 0 on. */
  static void write(ByteBuf to, Frame frame) {
    int flags = 0;
    if (frame.checksumStart() != 0) {
      flags = NEEDS_CSUM;
    } else if (frame.checksumValid()) {
      flags = DATA_VALID;
    }
    to.setByte(FLAGS, flags);
    to.setByte(GSO_TYPE, type(frame.gsoType()));
    to.setShortLE(HEADER_LENGTH, frame.headerLength());
    to.setShortLE(GSO_SIZE, frame.gsoSize());
    to.setShortLE(CHECKSUM_START, frame.checksumStart());
    to.setShortLE(CHECKSUM_OFFSET, frame.checksumOffset());
  }

  private static int type(GsoType type) {
    return switch (type) {
      case NONE -> GSO_NONE;
      case TCP4 -> GSO_TCPV4;
      case TCP6 -> GSO_TCPV6;
      case UDP -> GSO_UDP_L4;
    };
  }
}
