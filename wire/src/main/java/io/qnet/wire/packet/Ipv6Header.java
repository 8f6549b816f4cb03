package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv6Address;

/** Writes IPv6 headers (RFC 8200, sections 3 and 4.5). */
public final class Ipv6Header {
  /** Hop limit of what starts here (RFC 1700 and most systems). */
  public static final int DEFAULT_HOP_LIMIT = 64;

  /** Hop limit of Neighbor Discovery: it proves that no router was crossed (RFC 4861). */
  public static final int NEIGHBOR_HOP_LIMIT = 255;

  private static final int FIRST_WORD = 0x6000_0000;

  private Ipv6Header() {}

  /** Writes the {@value Ipv6View#HEADER_LENGTH} octets at {@code offset}. */
  public static void write(
      ByteBuf buf,
      int offset,
      Ipv6Address source,
      Ipv6Address destination,
      int nextHeader,
      int hopLimit,
      int payloadLength) {
    buf.setInt(offset, FIRST_WORD);
    buf.setShort(offset + Ipv6View.PAYLOAD_LENGTH, payloadLength);
    buf.setByte(offset + Ipv6View.NEXT_HEADER, nextHeader);
    buf.setByte(offset + Ipv6View.HOP_LIMIT, hopLimit);
    source.write(buf, offset + Ipv6View.SOURCE);
    destination.write(buf, offset + Ipv6View.DESTINATION);
  }

  /**
   * Writes the {@value ExtensionHeaders#FRAGMENT_LENGTH} octets of a fragment header.
   *
   * @param pieceOffset in octets, a multiple of 8
   */
  public static void writeFragment(
      ByteBuf buf, int offset, int nextHeader, int pieceOffset, boolean more, int identification) {
    buf.setShort(offset, nextHeader << 8);
    buf.setShort(offset + 2, pieceOffset | (more ? 1 : 0));
    buf.setInt(offset + 4, identification);
  }
}
