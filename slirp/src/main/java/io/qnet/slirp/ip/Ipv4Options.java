package io.qnet.slirp.ip;

import io.qnet.wire.DropReason;
import io.qnet.wire.packet.Ipv4View;
import org.jspecify.annotations.Nullable;

/**
 * What is made of IPv4 options (RFC 791, section 3.1): source routes are refused (RFC 7126, 4.3 and
 * 4.4), impossible ones too, all others go no further than here.
 */
final class Ipv4Options {
  private static final int END = 0;
  private static final int NOP = 1;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;

  private Ipv4Options() {}

  /** Why a checked packet is to be dropped for its options, or null. */
  static @Nullable DropReason check(Ipv4View packet) {
    int at = packet.offset() + Ipv4View.HEADER_LENGTH;
    int end = packet.payload();
    while (at < end) {
      int kind = packet.buf().getUnsignedByte(at);
      if (kind == END) {
        return null;
      }
      if (kind == NOP) {
        at++;
        continue;
      }
      int length = at + 1 < end ? packet.buf().getUnsignedByte(at + 1) : 0;
      if (length < 2 || at + length > end) {
        return DropReason.BAD_OPTION;
      }
      if (kind == LOOSE_SOURCE_ROUTE || kind == STRICT_SOURCE_ROUTE) {
        return DropReason.PROHIBITED;
      }
      at += length;
    }
    return null;
  }
}
