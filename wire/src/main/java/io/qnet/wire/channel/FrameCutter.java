package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Offloads;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the octets of a stream into frames.
 *
 * <p>Frames that lie whole in a chunk are slices of it. A frame that two chunks share is put
 * together in a buffer of exactly its length, which is allocated only after that was checked.
 */
final class FrameCutter {
  private static final int PREFIX = 4;

  private final ByteBufAllocator allocator;
  private int length;
  private int prefixOctets;
  private @Nullable ByteBuf body;

  FrameCutter(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * Hands the frames in {@code chunk} to {@code frames}; borrows the chunk. Frames of no length are
   * skipped.
   *
   * @return 0, or the length of a frame that is too long: nothing after it can be understood
   */
  long cut(ByteBuf chunk, FrameSink frames) {
    while (chunk.isReadable()) {
      if (body != null) {
        fill(body, chunk, frames);
      } else if (readPrefix(chunk) && length != 0) {
        if (Integer.compareUnsigned(length, Offloads.QEMU_MAX_FRAME) > 0) {
          return Integer.toUnsignedLong(length);
        }
        if (chunk.readableBytes() >= length) {
          frames.accept(Frame.plain(chunk.readRetainedSlice(length)));
        } else {
          body = allocator.directBuffer(length, length).writeBytes(chunk);
        }
      }
    }
    return 0;
  }

  private void fill(ByteBuf begun, ByteBuf chunk, FrameSink frames) {
    begun.writeBytes(chunk, Math.min(begun.writableBytes(), chunk.readableBytes()));
    if (!begun.isWritable()) {
      body = null;
      frames.accept(Frame.plain(begun));
    }
  }

  /** Whether the length is complete now. */
  private boolean readPrefix(ByteBuf chunk) {
    if (prefixOctets == 0 && chunk.readableBytes() >= PREFIX) {
      length = chunk.readInt();
      return true;
    }
    length = length << 8 | chunk.readUnsignedByte();
    prefixOctets = (prefixOctets + 1) % PREFIX;
    return prefixOctets == 0;
  }

  /** Where in the stream the cutter stands, in words; null between two frames. */
  @Nullable String unfinished() {
    if (body != null) {
      return "after " + body.readableBytes() + " of the " + length + " octets of a frame";
    }
    return prefixOctets == 0 ? null : "in the middle of a frame's length";
  }

  /** Gives up what is unfinished. */
  void close() {
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
