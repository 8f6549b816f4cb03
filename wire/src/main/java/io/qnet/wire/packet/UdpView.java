package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads a UDP datagram (RFC 768).
 *
 * <pre>
 *  0             2                  4        6          8
 *  | source port | destination port | length | checksum | data
 * </pre>
 */
public final class UdpView extends View {
  /** Octets of the header. */
  public static final int HEADER_LENGTH = 8;

  static final int SOURCE_PORT = 0;
  static final int DESTINATION_PORT = 2;
  static final int LENGTH = 4;

  /** Where the checksum is, from the beginning of the header. */
  public static final int CHECKSUM = 6;

  /** Of {@code available} octets from {@code offset} on, which is an index of {@code buf}. */
  public UdpView(ByteBuf buf, int offset, int available) {
    super(buf, offset, available);
  }

  /**
   * Why this datagram is to be dropped, or null.
   *
   * @param pseudoHeader sum of the pseudo-header for all of {@code available}
   */
  public @Nullable DropReason check(long pseudoHeader) {
    return check(pseudoHeader, false);
  }

  /**
   * As {@link #check(long)}.
   *
   * @param checksumValid whether the checksum needs no look, see {@link
   *     io.qnet.wire.Frame#checksumValid}
   */
  public @Nullable DropReason check(long pseudoHeader, boolean checksumValid) {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    int length = length();
    if (length < HEADER_LENGTH || length > available) {
      return DropReason.BAD_LENGTH;
    }
    if (checksumValid || buf.getUnsignedShort(offset + CHECKSUM) == 0) {
      return null; // or none was made (IPv4 only; an IPv6 caller refuses it)
    }
    long sum = pseudoHeader + length - available + Checksum.sum(buf, offset, length);
    return Checksum.verifies(sum) ? null : DropReason.BAD_CHECKSUM;
  }

  /** From which port; 0 where no answer is wanted. */
  public int sourcePort() {
    return buf.getUnsignedShort(offset + SOURCE_PORT);
  }

  /** To which port. */
  public int destinationPort() {
    return buf.getUnsignedShort(offset + DESTINATION_PORT);
  }

  private int length() {
    return buf.getUnsignedShort(offset + LENGTH);
  }

  /** Where the data begins, as an index of the buffer. */
  public int payload() {
    return offset + HEADER_LENGTH;
  }

  /** Octets of data. */
  public int payloadLength() {
    return length() - HEADER_LENGTH;
  }

  @Override
  public String toString() {
    return "UDP " + sourcePort() + " > " + destinationPort() + " length " + payloadLength();
  }
}
