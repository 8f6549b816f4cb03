package io.qnet.wire;

import io.netty.buffer.ByteBuf;

/**
 * Octets that outlive the burst that brought them: waiting for their turn, for an acknowledgment,
 * or for the rest of their datagram.
 *
 * <p>They are shared with the buffer they arrived in if they fill at least a quarter of it, and
 * otherwise copied, so that one octet never pins a read of 256 KiB. Bounds on what is kept count
 * {@link #pinned}, not the length.
 *
 * @param octets the octets, readable; owned by whoever made this
 * @param pinned octets of memory that cannot be reused until they are released
 */
public record Kept(ByteBuf octets, int pinned) {
  /** Keeps {@code length} octets of {@code buf}, which stays with its owner. */
  public static Kept of(ByteBuf buf, int index, int length) {
    int whole = rootCapacity(buf);
    if (4L * length >= whole) {
      return new Kept(buf.retainedSlice(index, length), whole);
    }
    ByteBuf copy = buf.alloc().buffer(length, length).writeBytes(buf, index, length);
    return new Kept(copy, length);
  }

  private static int rootCapacity(ByteBuf buf) {
    ByteBuf root = buf;
    for (ByteBuf inner = buf.unwrap(); inner != null; inner = inner.unwrap()) {
      root = inner;
    }
    return root.capacity();
  }

  /** Gives the octets up. */
  public void release() {
    octets.release();
  }
}
