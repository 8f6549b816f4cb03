package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IPv4 packet (RFC 791, section 3.1).
 *
 * <pre>
 *  0        1        2               4               6                 8     9      10         12       16
 *  |ver|ihl | tos    | total length  | identification | flags, offset  | ttl | proto | checksum | source | destination | options
 * </pre>
 */
public final class Ipv4View extends View implements IpPacket {
  /** Octets of a header without options. */
  public static final int HEADER_LENGTH = 20;

  static final int VERSION_IHL = 0;
  static final int TOS = 1;
  static final int TOTAL_LENGTH = 2;
  static final int IDENTIFICATION = 4;
  static final int FLAGS_OFFSET = 6;
  static final int TTL = 8;
  static final int PROTOCOL = 9;
  static final int CHECKSUM = 10;
  static final int SOURCE = 12;
  static final int DESTINATION = 16;
  static final int DONT_FRAGMENT = 0x4000;
  static final int MORE_FRAGMENTS = 0x2000;

  /** Of {@code available} octets from {@code offset} on, which is an index of {@code buf}. */
  public Ipv4View(ByteBuf buf, int offset, int available) {
    super(buf, offset, available);
  }

  /** Why this packet is to be dropped, or null. */
  public @Nullable DropReason check() {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    if (buf.getUnsignedByte(offset + VERSION_IHL) >>> 4 != 4) {
      return DropReason.BAD_VERSION;
    }
    if (headerLength() < HEADER_LENGTH || totalLength() < headerLength()) {
      return DropReason.BAD_LENGTH;
    }
    if (totalLength() > available) {
      return DropReason.TRUNCATED;
    }
    return Checksum.verifies(Checksum.sum(buf, offset, headerLength()))
        ? null
        : DropReason.BAD_CHECKSUM;
  }

  /** Octets of the header, options included. */
  public int headerLength() {
    return (buf.getUnsignedByte(offset + VERSION_IHL) & 0xf) << 2;
  }

  /** Type of service, or DSCP and ECN (RFC 2474, 3168). */
  public int tos() {
    return buf.getUnsignedByte(offset + TOS);
  }

  /** Octets of header and payload, without Ethernet padding. */
  @Override
  public int totalLength() {
    return buf.getUnsignedShort(offset + TOTAL_LENGTH);
  }

  /** What the fragments of one datagram share. */
  public int identification() {
    return buf.getUnsignedShort(offset + IDENTIFICATION);
  }

  /** Whether routers may not cut it. */
  public boolean dontFragment() {
    return (buf.getUnsignedShort(offset + FLAGS_OFFSET) & DONT_FRAGMENT) != 0;
  }

  /** Whether another fragment follows. */
  @Override
  public boolean moreFragments() {
    return (buf.getUnsignedShort(offset + FLAGS_OFFSET) & MORE_FRAGMENTS) != 0;
  }

  /** Where in the datagram this payload belongs, in octets. */
  @Override
  public int fragmentOffset() {
    return (buf.getUnsignedShort(offset + FLAGS_OFFSET) & 0x1fff) << 3;
  }

  /** Whether this is only a piece of a datagram. */
  @Override
  public boolean fragment() {
    return (buf.getUnsignedShort(offset + FLAGS_OFFSET) & (MORE_FRAGMENTS | 0x1fff)) != 0;
  }

  /** Hops left. */
  public int ttl() {
    return buf.getUnsignedByte(offset + TTL);
  }

  @Override
  public int hopLimit() {
    return ttl();
  }

  /** What the payload is, see {@link IpProtocol}. */
  @Override
  public int protocol() {
    return buf.getUnsignedByte(offset + PROTOCOL);
  }

  /** From where. */
  @Override
  public Ipv4Address source() {
    return Ipv4Address.read(buf, offset + SOURCE);
  }

  /** To where. */
  @Override
  public Ipv4Address destination() {
    return Ipv4Address.read(buf, offset + DESTINATION);
  }

  /** Where the payload begins, as an index of the buffer. */
  @Override
  public int payload() {
    return offset + headerLength();
  }

  /** Octets of payload. */
  @Override
  public int payloadLength() {
    return totalLength() - headerLength();
  }

  /** The sum of the pseudo-header for this packet's payload. */
  @Override
  public long pseudoHeader() {
    return Checksum.sum(buf, offset + SOURCE, 8) + protocol() + payloadLength();
  }

  @Override
  public String toString() {
    return source()
        + " > "
        + destination()
        + " protocol "
        + protocol()
        + " ttl "
        + ttl()
        + " length "
        + totalLength();
  }
}
