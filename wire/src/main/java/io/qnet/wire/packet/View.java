package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;

/** Octets of a buffer, read in place; the buffer stays its owner's. */
abstract class View {
  ByteBuf buf;
  int offset;
  int available;

  View(ByteBuf buf, int offset, int available) {
    this.buf = buf;
    this.offset = offset;
    this.available = available;
  }

  /**
   * Lays this view over other octets. Who reads many packets one after the other uses one view for
   * all: an object for each would show.
   */
  public final void moveTo(ByteBuf newBuf, int newOffset, int newAvailable) {
    buf = newBuf;
    offset = newOffset;
    available = newAvailable;
  }

  /** Holds the octets. */
  public final ByteBuf buf() {
    return buf;
  }

  /** Where they begin, as an index of the buffer. */
  public final int offset() {
    return offset;
  }

  /** How many there are, padding included. */
  public final int available() {
    return available;
  }
}
