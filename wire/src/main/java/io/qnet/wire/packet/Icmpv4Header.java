package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;

/**
 * Writes an ICMP header (RFC 792).
 *
 * @param rest the second word: identifier and sequence number, or next-hop MTU
 */
public record Icmpv4Header(int type, int code, int rest) {
  /** Codes of {@link Icmpv4View#UNREACHABLE} (RFC 792, 1122, 1191, 1812). */
  public static final int NET_UNREACHABLE = 0;

  /** The host cannot be reached. */
  public static final int HOST_UNREACHABLE = 1;

  /** The host does not speak the protocol. */
  public static final int PROTOCOL_UNREACHABLE = 2;

  /** Nobody listens there. */
  public static final int PORT_UNREACHABLE = 3;

  /** Too long, and may not be cut. */
  public static final int FRAGMENTATION_NEEDED = 4;

  /** A filter forbids it. */
  public static final int ADMINISTRATIVELY_PROHIBITED = 13;

  /**
   * Writes the {@value Icmpv4View#HEADER_LENGTH} octets at {@code offset}; the data already stands
   * behind them.
   */
  public void write(ByteBuf buf, int offset, int payloadLength) {
    buf.setByte(offset + Icmpv4View.TYPE, type);
    buf.setByte(offset + Icmpv4View.CODE, code);
    buf.setShort(offset + Icmpv4View.CHECKSUM, 0);
    buf.setInt(offset + Icmpv4View.REST, rest);
    buf.setShort(
        offset + Icmpv4View.CHECKSUM,
        Checksum.finish(Checksum.sum(buf, offset, Icmpv4View.HEADER_LENGTH + payloadLength)));
  }
}
