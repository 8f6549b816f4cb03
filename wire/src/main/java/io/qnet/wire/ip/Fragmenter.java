package io.qnet.wire.ip;

import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;

/** Cuts datagrams that are longer than a link carries (RFC 791, section 3.2). */
public final class Fragmenter {
  private Fragmenter() {}

  /** Receives the pieces of a datagram, in order. */
  @FunctionalInterface
  public interface Pieces {
    /**
     * One packet to be sent.
     *
     * @param header its header
     * @param from its first octet in the payload of the datagram
     * @param length octets of that payload that it carries
     */
    void accept(Ipv4Header header, int from, int length);
  }

  /**
   * Says how to cut a datagram; no octet is touched. One that fits goes out whole, with {@code
   * header} as it is; the pieces of another have "don't fragment" cleared.
   *
   * @param identification what the pieces share; not to be used again for these addresses and this
   *     protocol while pieces may be on their way (RFC 6864)
   * @param payloadLength octets after the header, at most 65515
   * @param mtu octets that the link carries, IP header included; at least 28
   */
  public static void cut(
      Ipv4Header header, int identification, int payloadLength, int mtu, Pieces pieces) {
    if (mtu < Ipv4View.HEADER_LENGTH + 8 || payloadLength > 0xffff - Ipv4View.HEADER_LENGTH) {
      throw new IllegalArgumentException(
          "no pieces of " + mtu + " octets for a payload of " + payloadLength);
    }
    if (payloadLength + Ipv4View.HEADER_LENGTH <= mtu) {
      pieces.accept(header, 0, payloadLength);
      return;
    }
    int step = (mtu - Ipv4View.HEADER_LENGTH) & ~7;
    for (int from = 0; from < payloadLength; from += step) {
      boolean more = from + step < payloadLength;
      pieces.accept(
          header.piece(identification, from, more), from, more ? step : payloadLength - from);
    }
  }
}
