package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.IovArray;
import org.jspecify.annotations.Nullable;

/** Native memory that all sockets of a loop use in turn, so that an idle one holds none. */
final class IoMemory {
  /**
   * Octets of a read: 44 segments of 1448, which is an Ethernet packet's with timestamps, so that a
   * full read fits whole segments and all of them one super-segment.
   */
  static final int READ = 44 * 1448;

  /** Pieces of a gathering write. */
  private static final int VECTOR = 256;

  private @Nullable ByteBuf buffer;
  private @Nullable IovArray vector;

  /** An empty buffer for {@link #READ} octets, valid until the next call; retain what is kept. */
  ByteBuf buffer() {
    ByteBuf current = buffer;
    if (current != null && current.refCnt() == 1) {
      return current.clear();
    }
    release(current); // somebody kept it
    ByteBuf fresh = ByteBufAllocator.DEFAULT.directBuffer(READ, READ);
    buffer = fresh;
    return fresh;
  }

  /** An empty vector for a gathering write, valid until the next call. */
  IovArray vector() {
    IovArray current = vector;
    if (current == null) {
      current = new IovArray(VECTOR);
      vector = current;
    }
    current.clear();
    return current;
  }

  /** Gives everything up; the next call begins anew. */
  void release() {
    release(buffer);
    buffer = null;
    if (vector != null) {
      vector.release();
      vector = null;
    }
  }

  private static void release(@Nullable ByteBuf owned) {
    if (owned != null) {
      owned.release();
    }
  }
}
