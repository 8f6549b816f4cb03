package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IPv6 packet (RFC 8200, section 3) with its extension headers (section 4).
 *
 * <pre>
 *  0                                4                6             7           8        24            40
 *  | version, class, flow label     | payload length | next header | hop limit | source | destination | extensions, payload
 * </pre>
 *
 * <p>Extension headers are walked anew for each question about what is behind them: most packets
 * have none. A fragment that is the whole datagram (RFC 6946) is no fragment here.
 */
public final class Ipv6View extends View implements IpPacket {
  /** Octets of the header without extensions. */
  public static final int HEADER_LENGTH = 40;

  /** Every link that carries IPv6 carries packets of this length, in octets (section 5). */
  public static final int MINIMUM_MTU = 1280;

  /** Where the payload length is, from the beginning of the packet. */
  public static final int PAYLOAD_LENGTH = 4;

  static final int NEXT_HEADER = 6;
  static final int HOP_LIMIT = 7;
  static final int SOURCE = 8;
  static final int DESTINATION = 24;

  /** More extension headers than this are refused (RFC 8504, section 5.3). */
  static final int MOST_EXTENSIONS = 8;

  /** So long may all headers be, in octets: then an error about a packet quotes them all. */
  static final int MOST_HEADERS = 1024;

  private static final int VERSION = 6;

  /** Of {@code available} octets from {@code offset} on, which is an index of {@code buf}. */
  public Ipv6View(ByteBuf buf, int offset, int available) {
    super(buf, offset, available);
  }

  /** Why this packet is to be dropped, or null. */
  public @Nullable DropReason check() {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    if (buf.getUnsignedByte(offset) >>> 4 != VERSION) {
      return DropReason.BAD_VERSION;
    }
    int payloadField = buf.getUnsignedShort(offset + PAYLOAD_LENGTH);
    if (payloadField == 0 && nextHeader() == ExtensionHeaders.HOP_BY_HOP) {
      return DropReason.BAD_LENGTH; // a jumbogram (RFC 2675) or nonsense
    }
    if (HEADER_LENGTH + payloadField > available) {
      return DropReason.TRUNCATED;
    }
    return ExtensionHeaders.isExtension(nextHeader()) ? checkExtensions() : null;
  }

  private @Nullable DropReason checkExtensions() {
    ExtensionHeaders header = extensions();
    for (int count = 0; header.skippable(); count++) {
      if (!header.whole()) {
        return DropReason.TRUNCATED;
      }
      if (count == MOST_EXTENSIONS || header.at() + header.length() - offset > MOST_HEADERS) {
        return DropReason.BAD_OPTION;
      }
      header.next();
    }
    return header.isFragment() && !header.whole() ? DropReason.TRUNCATED : null;
  }

  /** The headers behind the first; of a packet that was checked, all but the payload are whole. */
  public ExtensionHeaders extensions() {
    return new ExtensionHeaders(this);
  }

  /** Type of the first header behind this. */
  public int nextHeader() {
    return buf.getUnsignedByte(offset + NEXT_HEADER);
  }

  /** Traffic class: DSCP and ECN. */
  public int trafficClass() {
    return buf.getUnsignedShort(offset) >>> 4 & 0xff;
  }

  @Override
  public int totalLength() {
    return HEADER_LENGTH + buf.getUnsignedShort(offset + PAYLOAD_LENGTH);
  }

  @Override
  public int hopLimit() {
    return buf.getUnsignedByte(offset + HOP_LIMIT);
  }

  @Override
  public Ipv6Address source() {
    return Ipv6Address.read(buf, offset + SOURCE);
  }

  @Override
  public Ipv6Address destination() {
    return Ipv6Address.read(buf, offset + DESTINATION);
  }

  /** The header behind the extensions, or the fragment header of a piece. */
  private ExtensionHeaders last() {
    ExtensionHeaders header = extensions();
    while (header.skippable()) {
      header.next();
    }
    return header;
  }

  /** What the payload is; {@link ExtensionHeaders#FRAGMENT} for a piece of a datagram. */
  @Override
  public int protocol() {
    int first = nextHeader();
    return ExtensionHeaders.isExtension(first) ? last().type() : first;
  }

  @Override
  public int payload() {
    if (!ExtensionHeaders.isExtension(nextHeader())) {
      return offset + HEADER_LENGTH;
    }
    ExtensionHeaders header = last();
    return header.at() + (header.isFragment() ? ExtensionHeaders.FRAGMENT_LENGTH : 0);
  }

  @Override
  public int payloadLength() {
    return offset + totalLength() - payload();
  }

  @Override
  public boolean fragment() {
    return ExtensionHeaders.isExtension(nextHeader()) && last().isFragment();
  }

  @Override
  public int fragmentOffset() {
    return fragment() ? last().fragmentOffset() : 0;
  }

  @Override
  public boolean moreFragments() {
    return fragment() && last().moreFragments();
  }

  @Override
  public long pseudoHeader() {
    int length = payloadLength();
    return Checksum.sum(buf, offset + SOURCE, 32) + protocol() + length;
  }

  @Override
  public String toString() {
    return source()
        + " > "
        + destination()
        + " protocol "
        + protocol()
        + " hop limit "
        + hopLimit()
        + " length "
        + totalLength();
  }
}
