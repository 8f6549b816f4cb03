package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Buffers for reads whose octets are often kept to the end of a burst, and seldom longer. An
 * allocator takes such large ones from the system, zeroed, again and again; these go round.
 */
public final class ReadBuffers {
  private final int capacity;
  private final int most;
  private final List<ByteBuf> buffers = new ArrayList<>();

  /**
   * Buffers of {@code capacity} octets each.
   *
   * @param most how many are held on to, at most
   */
  public ReadBuffers(int capacity, int most) {
    this.capacity = capacity;
    this.most = most;
  }

  /** Octets of each. */
  int capacity() {
    return capacity;
  }

  /**
   * An empty buffer, for the caller to retain: it comes again as soon as nobody but this class
   * holds it.
   */
  public ByteBuf next() {
    for (int i = 0; i < buffers.size(); i++) { // the first ones first: they are in the cache
      ByteBuf buffer = buffers.get(i);
      if (buffer.refCnt() == 1) {
        return buffer.clear();
      }
    }
    if (buffers.size() == most) {
      buffers.remove(0).release(); // somebody keeps it for long
    }
    ByteBuf fresh = ByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
    buffers.add(fresh);
    return fresh;
  }

  /** Gives all up. */
  public void release() {
    buffers.forEach(ByteBuf::release);
    buffers.clear();
  }
}
