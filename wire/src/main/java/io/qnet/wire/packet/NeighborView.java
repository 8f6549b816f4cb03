package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of Neighbor Discovery from its ICMPv6 header on (RFC 4861, section 4): solicita-
 * tions and advertisements of neighbours, and the options of all five.
 *
 * <pre>
 *  0                      4       8        24
 *  | type, code, checksum | flags | target | options: type, length in 8 octets, ...
 * </pre>
 */
public record NeighborView(ByteBuf buf, int offset, int available) {
  /** Octets of a solicitation or an advertisement of a neighbour, without options. */
  public static final int LENGTH = 24;

  /** Option: Ethernet address of who speaks. */
  public static final int SOURCE_LINK_LAYER = 1;

  /** Option: Ethernet address of the target. */
  public static final int TARGET_LINK_LAYER = 2;

  /** Octets of an option with an Ethernet address. */
  public static final int LINK_LAYER_LENGTH = 8;

  /** Flag of an advertisement: the sender is a router. */
  public static final int ROUTER = 0x8000_0000;

  /** Flag of an advertisement: it answers a solicitation. */
  public static final int SOLICITED = 0x4000_0000;

  /** Flag of an advertisement: what was known before is wrong. */
  public static final int OVERRIDE = 0x2000_0000;

  static final int FLAGS = 4;
  static final int TARGET = 8;

  private static final int ROUTER_SOLICITATION_LENGTH = 8;
  private static final int ROUTER_ADVERTISEMENT_LENGTH = 16;
  private static final int REDIRECT_LENGTH = 40;

  /** Why this message is to be dropped, or null: RFC 4861, sections 6.1 and 7.1. */
  public @Nullable DropReason check() {
    if (available < optionsAt()) {
      return DropReason.TRUNCATED;
    }
    if (buf.getUnsignedByte(offset + Icmpv6View.CODE) != 0 || (hasTarget() && groupTarget())) {
      return DropReason.BAD_MESSAGE;
    }
    int at = offset + optionsAt();
    int end = offset + available;
    while (at < end) {
      int length = end - at < 2 ? 0 : 8 * buf.getUnsignedByte(at + 1);
      if (length == 0 || at + length > end) {
        return DropReason.BAD_OPTION;
      }
      at += length;
    }
    return null;
  }

  private boolean hasTarget() {
    return type() == Icmpv6View.NEIGHBOR_SOLICITATION
        || type() == Icmpv6View.NEIGHBOR_ADVERTISEMENT;
  }

  private boolean groupTarget() {
    return buf.getUnsignedByte(offset + TARGET) == 0xff;
  }

  private int optionsAt() {
    return switch (type()) {
      case Icmpv6View.ROUTER_SOLICITATION -> ROUTER_SOLICITATION_LENGTH;
      case Icmpv6View.ROUTER_ADVERTISEMENT -> ROUTER_ADVERTISEMENT_LENGTH;
      case Icmpv6View.REDIRECT -> REDIRECT_LENGTH;
      default -> LENGTH;
    };
  }

  /** Which of the five. */
  public int type() {
    return buf.getUnsignedByte(offset + Icmpv6View.TYPE);
  }

  /** The flags of an advertisement of a neighbour. */
  public int flags() {
    return buf.getInt(offset + FLAGS);
  }

  /** Whose Ethernet address is asked for or told. */
  public Ipv6Address target() {
    return Ipv6Address.read(buf, offset + TARGET);
  }

  /**
   * The Ethernet address in an option.
   *
   * @param option {@link #SOURCE_LINK_LAYER} or {@link #TARGET_LINK_LAYER}
   * @return null if there is none
   */
  public @Nullable MacAddress linkLayer(int option) {
    int end = offset + available;
    int length;
    for (int at = offset + optionsAt(); at < end; at += length) {
      length = 8 * buf.getUnsignedByte(at + 1);
      if (buf.getUnsignedByte(at) == option && length == LINK_LAYER_LENGTH) {
        return MacAddress.read(buf, at + 2);
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return switch (type()) {
      case Icmpv6View.NEIGHBOR_SOLICITATION -> "ICMPv6 who-has " + target();
      case Icmpv6View.NEIGHBOR_ADVERTISEMENT ->
          "ICMPv6 " + target() + " is-at " + linkLayer(TARGET_LINK_LAYER);
      case Icmpv6View.ROUTER_SOLICITATION -> "ICMPv6 router solicitation";
      case Icmpv6View.ROUTER_ADVERTISEMENT -> "ICMPv6 router advertisement";
      default -> "ICMPv6 redirect";
    };
  }
}
