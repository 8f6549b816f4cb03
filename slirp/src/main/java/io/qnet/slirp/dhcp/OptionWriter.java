package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;

/** Appends options to a message, up to a size that is not exceeded. */
final class OptionWriter {
  private static final int MAX_PIECE = 255;

  private final ByteBuf buf;
  private final int limit;

  /**
   * Writes where {@code buf} may be written next.
   *
   * @param limit octets of the whole message, at most
   */
  OptionWriter(ByteBuf buf, int limit) {
    this.buf = buf;
    this.limit = limit;
  }

  /** Appends an option that has to be there, in pieces if it is long (RFC 3396, section 5). */
  void put(int code, byte... octets) {
    int at = 0;
    do {
      int length = Math.min(MAX_PIECE, octets.length - at);
      buf.writeByte(code).writeByte(length).writeBytes(octets, at, length);
      at += length;
    } while (at < octets.length);
  }

  /** Appends an option, or leaves it out if that would make the message too long. */
  void putIfItFits(int code, byte[] octets) {
    int pieces = Math.max(1, (octets.length + MAX_PIECE - 1) / MAX_PIECE);
    if (buf.readableBytes() + octets.length + 2 * pieces + 1 <= limit) {
      put(code, octets);
    }
  }

  void put(int code, Ipv4Address address) {
    put(code, octets(address.bits()));
  }

  void putSeconds(int code, int seconds) {
    put(code, octets(seconds));
  }

  /** Four octets, highest first. */
  static byte[] octets(int bits) {
    return new byte[] {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
    };
  }

  /** Ends the options, and fills the message up to {@code least} octets. */
  void end(int least) {
    buf.writeByte(DhcpOption.END);
    buf.writeZero(Math.max(0, least - buf.readableBytes()));
  }
}
