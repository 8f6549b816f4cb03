package io.qnet.wire.channel;

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

  /** 4 MiB: a window's worth of a fast stream. */
  private static final int MOST_BUFFERS = 64;

  /** As much, in the larger buffers of links. */
  private static final int MOST_FRAMES = 16;

  private final ReadBuffers streams = new ReadBuffers(READ, MOST_BUFFERS);
  private final ReadBuffers frames = new ReadBuffers(ChannelLink.READ_BUFFER, MOST_FRAMES);
  private @Nullable IovArray vector;
  private long held;

  /** Buffers for reads of {@link #READ} octets. */
  ReadBuffers streams() {
    return streams;
  }

  /** Buffers for reads of many frames at once. */
  ReadBuffers frames() {
    return frames;
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

  /** Octets that wait for VDE peers, all of them together, became more or fewer. */
  void hold(long more) {
    held += more;
  }

  /** Octets that wait for VDE peers, all of them together. */
  long held() {
    return held;
  }

  /** Gives everything up; the next call begins anew. */
  void release() {
    streams.release();
    frames.release();
    if (vector != null) {
      vector.release();
      vector = null;
    }
  }
}
