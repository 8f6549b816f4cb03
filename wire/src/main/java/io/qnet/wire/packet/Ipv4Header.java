package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;

/**
 * Writes an IPv4 header without options (RFC 791, section 3.1).
 *
 * @param identification what fragments of this datagram share
 * @param flagsAndOffset the fragmentation word as it goes out
 */
public record Ipv4Header(
    Ipv4Address source,
    Ipv4Address destination,
    int protocol,
    int ttl,
    int tos,
    int identification,
    int flagsAndOffset) {
  /** Version 4, five words of header, no special service. */
  private static final int FIRST_WORD = 0x4500_0000;

  /** Time to live of what starts here (RFC 1700 and most systems). */
  public static final int DEFAULT_TTL = 64;

  /**
   * A whole datagram that may not be cut, so that it needs no identification (RFC 6864, section
   * 4.1).
   */
  public static Ipv4Header atomic(Ipv4Address source, Ipv4Address destination, int protocol) {
    return new Ipv4Header(source, destination, protocol, DEFAULT_TTL, 0, 0, Ipv4View.DONT_FRAGMENT);
  }

  /** Writes an {@link #atomic} header without making it first. */
  public static void writeAtomic(
      ByteBuf buf,
      int offset,
      Ipv4Address source,
      Ipv4Address destination,
      int protocol,
      int payloadLength) {
    int ttlAndProtocol = DEFAULT_TTL << 8 | protocol;
    buf.setInt(offset, FIRST_WORD | Ipv4View.HEADER_LENGTH + payloadLength);
    buf.setInt(offset + Ipv4View.IDENTIFICATION, Ipv4View.DONT_FRAGMENT);
    buf.setInt(offset + Ipv4View.TTL, ttlAndProtocol << 16);
    buf.setInt(offset + Ipv4View.SOURCE, source.bits());
    buf.setInt(offset + Ipv4View.DESTINATION, destination.bits());
    long sum = Checksum.sum(buf, offset, Ipv4View.HEADER_LENGTH);
    buf.setShort(offset + Ipv4View.CHECKSUM, Checksum.finish(sum));
  }

  /** One piece of a datagram; {@code pieceOffset} in octets, a multiple of 8. */
  public Ipv4Header piece(int sharedIdentification, int pieceOffset, boolean more) {
    int word = pieceOffset >> 3 | (more ? Ipv4View.MORE_FRAGMENTS : 0);
    return new Ipv4Header(source, destination, protocol, ttl, tos, sharedIdentification, word);
  }

  /** Writes the {@value Ipv4View#HEADER_LENGTH} octets at {@code offset}, checksum included. */
  public void write(ByteBuf buf, int offset, int payloadLength) {
    buf.setByte(offset + Ipv4View.VERSION_IHL, 0x45);
    buf.setByte(offset + Ipv4View.TOS, tos);
    buf.setShort(offset + Ipv4View.TOTAL_LENGTH, Ipv4View.HEADER_LENGTH + payloadLength);
    buf.setShort(offset + Ipv4View.IDENTIFICATION, identification);
    buf.setShort(offset + Ipv4View.FLAGS_OFFSET, flagsAndOffset);
    buf.setByte(offset + Ipv4View.TTL, ttl);
    buf.setByte(offset + Ipv4View.PROTOCOL, protocol);
    buf.setShort(offset + Ipv4View.CHECKSUM, 0);
    source.write(buf, offset + Ipv4View.SOURCE);
    destination.write(buf, offset + Ipv4View.DESTINATION);
    buf.setShort(
        offset + Ipv4View.CHECKSUM,
        Checksum.finish(Checksum.sum(buf, offset, Ipv4View.HEADER_LENGTH)));
  }
}
