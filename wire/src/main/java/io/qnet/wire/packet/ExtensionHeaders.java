package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;

/**
 * Walks from header to header of an IPv6 packet (RFC 8200, section 4). At first it stands at the
 * header behind the fixed one.
 *
 * <pre>
 *  0             1                                        0             1          2                8 - or, for the fragment header:
 *  | next header | length in 8 octets, without the first | next header | reserved | offset, M flag | identification |
 * </pre>
 *
 * <p>While the header at hand is {@link #skippable}, ask whether it is {@link #whole} before going
 * to the next one.
 */
public final class ExtensionHeaders {
  /** Options for every router on the way; only directly behind the fixed header. */
  public static final int HOP_BY_HOP = 0;

  /** A route; the gateway is never on one, so that segments left must be 0 (section 4.4). */
  public static final int ROUTING = 43;

  /** A piece of a datagram. */
  public static final int FRAGMENT = 44;

  /** Options for the destination. */
  public static final int DESTINATION_OPTIONS = 60;

  /** Octets of a fragment header. */
  public static final int FRAGMENT_LENGTH = 8;

  private static final int OFFSET = 2;
  private static final int IDENTIFICATION = 4;

  private final ByteBuf buf;
  private final int end;
  private final int first;
  private int typeAt;
  private int at;

  ExtensionHeaders(Ipv6View packet) {
    this.buf = packet.buf();
    this.end = packet.offset() + packet.totalLength();
    this.typeAt = packet.offset() + Ipv6View.NEXT_HEADER;
    this.first = packet.offset() + Ipv6View.HEADER_LENGTH;
    this.at = first;
  }

  /** Whether {@code type} is one of those that are understood here. */
  static boolean isExtension(int type) {
    return type == HOP_BY_HOP || type == ROUTING || type == FRAGMENT || type == DESTINATION_OPTIONS;
  }

  /** What the header at hand is: an extension, or the payload's protocol. */
  public int type() {
    return buf.getUnsignedByte(typeAt);
  }

  /** Where {@link #type} stands, as an index of the buffer. */
  public int typeAt() {
    return typeAt;
  }

  /** Where the header at hand begins, as an index of the buffer. */
  public int at() {
    return at;
  }

  /** Octets of a whole header. */
  public int length() {
    return type() == FRAGMENT ? FRAGMENT_LENGTH : 8 + 8 * buf.getUnsignedByte(at + 1);
  }

  /** Whether all of the header at hand lies within the packet. */
  public boolean whole() {
    return end - at >= 8 && at + length() <= end;
  }

  /**
   * Whether another header is behind this one: not at the payload, not at a true fragment, not at
   * hop-by-hop options in the wrong place. Of a header that is not whole it may be either.
   */
  public boolean skippable() {
    return switch (type()) {
      case HOP_BY_HOP -> at == first;
      case ROUTING, DESTINATION_OPTIONS -> true;
      case FRAGMENT -> !isFragment();
      default -> false;
    };
  }

  /** Whether the header at hand says that this is only a piece of a datagram (RFC 6946). */
  public boolean isFragment() {
    return type() == FRAGMENT && (end - at < FRAGMENT_LENGTH || word() != 0);
  }

  private int word() {
    return buf.getUnsignedShort(at + OFFSET) & 0xfff9;
  }

  /** Of a fragment: where in the datagram it belongs, in octets. */
  public int fragmentOffset() {
    return word() & 0xfff8;
  }

  /** Of a fragment: whether another one follows. */
  public boolean moreFragments() {
    return (word() & 1) != 0;
  }

  /** Of a fragment: what those of the same datagram share. */
  public int identification() {
    return buf.getInt(at + IDENTIFICATION);
  }

  /** Goes on to the header behind this one, which is whole. */
  public void next() {
    int length = length();
    typeAt = at;
    at += length;
  }
}
