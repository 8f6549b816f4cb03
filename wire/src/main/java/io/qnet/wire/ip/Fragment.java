package io.qnet.wire.ip;

import io.netty.buffer.ByteBuf;

/**
 * A piece of a datagram, of either IP version. Its packet is borrowed.
 *
 * @param buf holds the packet
 * @param packet where the packet begins, as an index of {@code buf}
 * @param length octets of the packet
 * @param headerLength octets of the packet before the piece
 * @param offset where in the datagram the piece belongs
 * @param more whether another piece follows
 */
record Fragment(ByteBuf buf, int packet, int length, int headerLength, int offset, boolean more) {
  int payload() {
    return packet + headerLength;
  }

  int payloadLength() {
    return length - headerLength;
  }

  /** The offset in the datagram after the last octet. */
  int end() {
    return offset + payloadLength();
  }
}
