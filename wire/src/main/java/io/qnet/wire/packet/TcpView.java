package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads a TCP segment (RFC 9293, section 3.1).
 *
 * <pre>
 *  0             2                  4                 8                12            13      14       16         18
 *  | source port | destination port | sequence number | acknowledgment | data offset | flags | window | checksum | urgent | options, data
 * </pre>
 */
public final class TcpView extends View {
  /** Octets of a header without options. */
  public static final int HEADER_LENGTH = 20;

  /** Most octets a header has. */
  public static final int MAX_HEADER_LENGTH = 60;

  static final int SOURCE_PORT = 0;
  static final int DESTINATION_PORT = 2;
  static final int SEQUENCE = 4;
  static final int ACKNOWLEDGMENT = 8;
  static final int DATA_OFFSET = 12;
  static final int FLAGS = 13;
  static final int WINDOW = 14;

  /** Where the checksum is, from the beginning of the header. */
  public static final int CHECKSUM = 16;

  static final int URGENT = 18;

  /** Of {@code available} octets from {@code offset} on, which is an index of {@code buf}. */
  public TcpView(ByteBuf buf, int offset, int available) {
    super(buf, offset, available);
  }

  /**
   * Why this segment is to be dropped, or null. Options are not looked into: {@link
   * TcpOptions#read} is.
   *
   * @param pseudoHeader sum of the pseudo-header
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
    if (headerLength() < HEADER_LENGTH || headerLength() > available) {
      return DropReason.BAD_LENGTH;
    }
    if (!checksumValid && !Checksum.verifies(pseudoHeader + Checksum.sum(buf, offset, available))) {
      return DropReason.BAD_CHECKSUM;
    }
    int control = flags() & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
    boolean impossible =
        (control & control - 1) != 0
            || (flags() & (TcpFlags.SYN | TcpFlags.RST | TcpFlags.ACK)) == 0;
    return impossible ? DropReason.BAD_FLAGS : null;
  }

  /** From which port. */
  public int sourcePort() {
    return buf.getUnsignedShort(offset + SOURCE_PORT);
  }

  /** To which port. */
  public int destinationPort() {
    return buf.getUnsignedShort(offset + DESTINATION_PORT);
  }

  /** Sequence number of the first octet, or of the SYN. */
  public int sequence() {
    return buf.getInt(offset + SEQUENCE);
  }

  /** The next sequence number that the sender expects. */
  public int acknowledgment() {
    return buf.getInt(offset + ACKNOWLEDGMENT);
  }

  /** Octets of the header, options included. */
  public int headerLength() {
    return buf.getUnsignedByte(offset + DATA_OFFSET) >>> 4 << 2;
  }

  /** The control bits, see {@link TcpFlags}. */
  public int flags() {
    return buf.getUnsignedByte(offset + FLAGS);
  }

  /** Whether all of {@code bits} are set. */
  public boolean has(int bits) {
    return (flags() & bits) == bits;
  }

  /** The window as written, not scaled. */
  public int window() {
    return buf.getUnsignedShort(offset + WINDOW);
  }

  /** The urgent pointer as written. */
  public int urgent() {
    return buf.getUnsignedShort(offset + URGENT);
  }

  /** Where the data begins, as an index of the buffer. */
  public int payload() {
    return offset + headerLength();
  }

  /** Octets of data. */
  public int payloadLength() {
    return available - headerLength();
  }

  /** Sequence numbers it occupies: data, and one each for SYN and FIN (RFC 9293, SEG.LEN). */
  public int segmentLength() {
    return payloadLength() + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
  }

  @Override
  public String toString() {
    return "TCP "
        + sourcePort()
        + " > "
        + destinationPort()
        + " ["
        + TcpFlags.toString(flags())
        + "] seq "
        + Integer.toUnsignedString(sequence())
        + " ack "
        + Integer.toUnsignedString(acknowledgment())
        + " win "
        + window()
        + " length "
        + payloadLength();
  }
}
