package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.IpAddress;

/**
 * The Internet checksum (RFC 1071) and its incremental update (RFC 1624).
 *
 * <p>A <em>sum</em> here is a one's complement sum of 16-bit words that is not folded yet; sums of
 * parts are added with {@code +}. {@link #finish} folds and complements.
 */
public final class Checksum {
  private Checksum() {}

  /** The sum of {@code length} octets; an odd last one counts as the high half of a word. */
  public static long sum(ByteBuf buf, int index, int length) {
    long sum = 0;
    int end = index + length;
    int at = index;
    for (; at + 8 <= end; at += 8) {
      long word = buf.getLong(at);
      sum += (word >>> 32) + (word & 0xffff_ffffL);
    }
    if (at + 4 <= end) {
      sum += buf.getUnsignedInt(at);
      at += 4;
    }
    if (at + 2 <= end) {
      sum += buf.getUnsignedShort(at);
      at += 2;
    }
    if (at < end) {
      sum += buf.getUnsignedByte(at) << 8;
    }
    return sum;
  }

  /**
   * The sum of the pseudo-header of RFC 9293 section 3.1 (IPv4) and RFC 8200 section 8.1 (IPv6).
   */
  public static long pseudoHeader(
      IpAddress source, IpAddress destination, int protocol, int length) {
    return source.sum() + destination.sum() + protocol + length;
  }

  /** Folds a sum to 16 bits. */
  public static int fold(long sum) {
    long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    return (int) ((folded >>> 16) + (folded & 0xffff));
  }

  /** The checksum field for a sum over everything else. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /** Whether a sum that includes the checksum field proves the octets intact. */
  public static boolean verifies(long sum) {
    return fold(sum) == 0xffff;
  }

  /** The checksum field after one 16-bit word changed: equation 3 of RFC 1624. */
  public static int update(int checksum, int oldWord, int newWord) {
    return finish((~checksum & 0xffff) + (~oldWord & 0xffff) + (newWord & 0xffff));
  }

  /** The checksum field after a 32-bit word at an even offset changed. */
  public static int updateInt(int checksum, int oldWord, int newWord) {
    return update(
        update(checksum, oldWord >>> 16, newWord >>> 16), oldWord & 0xffff, newWord & 0xffff);
  }
}
