package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Socket;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import java.io.IOException;

/**
 * Reads frames from a unix datagram socket, many into one buffer of the loop's: a socket that is
 * idle holds none.
 */
final class DatagramReader {
  /** Datagrams per wake-up, so that one port does not hold up the others. */
  private static final int MOST = 64;

  private final Socket socket;
  private final ReadBuffers buffers;
  private final int maxFrame;
  private final Drops drops;
  private final FrameSink sink;
  private boolean stopped;

  /**
   * For {@code socket}.
   *
   * @param maxFrame octets of the longest frame; what is longer is counted, and never cut
   */
  DatagramReader(Socket socket, Loop loop, int maxFrame, Drops drops, FrameSink sink) {
    this.socket = socket;
    this.buffers = loop.memory().frames();
    this.maxFrame = maxFrame;
    this.drops = drops;
    this.sink = sink;
  }

  /** Nothing more is read, not even by the {@link #read} that is going on. */
  void stop() {
    stopped = true;
  }

  /**
   * Reads until nothing is left, or enough for one turn.
   *
   * @return whether something may be left
   */
  boolean read() throws IOException {
    ByteBuf into = null;
    try {
      for (int i = 0; i < MOST && !stopped; i++) {
        if (into == null || into.writableBytes() <= maxFrame) {
          if (into != null) {
            into.release();
          }
          into = buffers.next().retain();
        }
        if (!readOne(into)) {
          return false;
        }
      }
      return !stopped;
    } finally {
      if (into != null) {
        into.release();
      }
    }
  }

  private boolean readOne(ByteBuf into) throws IOException {
    int begin = into.writerIndex();
    int length = socket.recvAddress(into.memoryAddress(), begin, begin + maxFrame + 1);
    if (length > maxFrame) {
      drops.count(DropReason.OVERSIZE);
    } else if (length > 0) {
      into.writerIndex(begin + length);
      sink.accept(Frame.plain(into.retainedSlice(begin, length)));
    }
    return length != 0; // -1 stands for an empty datagram, 0 for none
  }
}
