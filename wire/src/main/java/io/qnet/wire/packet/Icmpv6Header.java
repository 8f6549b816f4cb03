package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;

/**
 * Writes an ICMPv6 header (RFC 4443).
 *
 * @param rest the second word: identifier and sequence number, next-hop MTU, pointer, or flags
 */
public record Icmpv6Header(int type, int code, int rest) {
  /** Codes of {@link Icmpv6View#UNREACHABLE} (RFC 4443, section 3.1). */
  public static final int NO_ROUTE = 0;

  /** A filter forbids it. */
  public static final int ADMINISTRATIVELY_PROHIBITED = 1;

  /** The host cannot be reached. */
  public static final int ADDRESS_UNREACHABLE = 3;

  /** Nobody listens there. */
  public static final int PORT_UNREACHABLE = 4;

  /** Code of {@link Icmpv6View#PARAMETER_PROBLEM}: a field's value is impossible. */
  public static final int ERRONEOUS_FIELD = 0;

  /** Nobody knows the next header. */
  public static final int UNRECOGNIZED_NEXT_HEADER = 1;

  /** Nobody knows the option. */
  public static final int UNRECOGNIZED_OPTION = 2;

  /** The first fragment does not have all headers (RFC 7112). */
  public static final int INCOMPLETE_CHAIN = 3;

  /**
   * Writes the {@value Icmpv6View#HEADER_LENGTH} octets at {@code offset}; the data already stands
   * behind them.
   *
   * @param pseudoHeader sum of the pseudo-header
   */
  public void write(ByteBuf buf, int offset, int payloadLength, long pseudoHeader) {
    buf.setByte(offset + Icmpv6View.TYPE, type);
    buf.setByte(offset + Icmpv6View.CODE, code);
    buf.setShort(offset + Icmpv6View.CHECKSUM, 0);
    buf.setInt(offset + Icmpv6View.REST, rest);
    long sum = Checksum.sum(buf, offset, Icmpv6View.HEADER_LENGTH + payloadLength);
    buf.setShort(offset + Icmpv6View.CHECKSUM, Checksum.finish(pseudoHeader + sum));
  }
}
