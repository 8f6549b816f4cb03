package io.qnet.vde.plug;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a vdestream, which vde_plug speaks on its standard input and output: each follows
 * its length in two octets, the high one first.
 *
 * <pre>
 *   0                1
 *   +----------------+----------------+-- - - -
 *   |     octets of the frame         | the frame
 *   +----------------+----------------+-- - - -
 * </pre>
 */
public final class StreamCutter {
  /** Octets of a length. */
  public static final int PREFIX = 2;

  /** The longest frame that is cut: as long as libvdeplug 4 sends. */
  public static final int MAX_FRAME = 9236;

  private final ByteBufAllocator allocator;
  private int length;
  private boolean halfPrefix;
  private @Nullable ByteBuf body;

  /** Buffers of frames come from {@code allocator}. */
  public StreamCutter(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * Hands the frames in {@code chunk} to {@code frames}; borrows the chunk. Frames of no length are
   * skipped.
   *
   * @return 0, or the length of a frame that is too long: nothing after it can be understood
   */
  public int cut(ByteBuf chunk, FrameSink frames) {
    while (chunk.isReadable()) {
      ByteBuf begun = body;
      if (begun != null) {
        begun.writeBytes(chunk, Math.min(begun.writableBytes(), chunk.readableBytes()));
        if (!begun.isWritable()) {
          body = null;
          frames.accept(Frame.plain(begun));
        }
      } else if (!halfPrefix) {
        length = chunk.readUnsignedByte() << Byte.SIZE;
        halfPrefix = true;
      } else {
        length |= chunk.readUnsignedByte();
        halfPrefix = false;
        if (length > MAX_FRAME) {
          return length;
        }
        if (length != 0) {
          body = allocator.directBuffer(length, length);
        }
      }
    }
    return 0;
  }

  /** Appends a frame, after its length, to {@code to}; borrows the frame. */
  public static void write(Frame frame, ByteBuf to) {
    to.writeShort(frame.length());
    frame.copyTo(to);
  }

  /** Gives up what is unfinished. */
  public void close() {
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
