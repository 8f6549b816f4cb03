package io.qnet.tap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.FileDescriptor;
import io.qnet.wire.Frame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames in place: header, head and body in one {@code writev}, out of one block of native
 * memory, with no object made for a frame.
 *
 * <pre>
 *  iovec   0 base*  8 length    three of them, then the header
 * </pre>
 */
final class FrameWriter {
  private static final int VECTOR = 16;
  private static final int HEADER = 3 * VECTOR;

  private final FileDescriptor fd;
  private final ByteBuf block = Unpooled.directBuffer(HEADER + VnetHeader.LENGTH);
  private final ByteBuf header = block.slice(HEADER, VnetHeader.LENGTH);
  private final long address = block.memoryAddress();

  FrameWriter(FileDescriptor fd) {
    this.fd = fd;
    vector(0, address + HEADER, VnetHeader.LENGTH);
  }

  /**
   * Writes one frame, which stays with the caller.
   *
   * @return 0 if the device would have blocked
   */
  int write(Frame frame) throws IOException {
    VnetHeader.write(header, frame);
    ByteBuf head = frame.head();
    ByteBuf body = frame.body();
    if (!head.hasMemoryAddress() || (body != null && !body.hasMemoryAddress())) {
      return writeCopy(frame);
    }
    vector(VECTOR, head.memoryAddress() + head.readerIndex(), head.readableBytes());
    return (int) fd.writevAddresses(address, body(body) ? 3 : 2);
  }

  private boolean body(@Nullable ByteBuf body) {
    if (body == null || !body.isReadable()) {
      return false;
    }
    vector(2 * VECTOR, body.memoryAddress() + body.readerIndex(), body.readableBytes());
    return true;
  }

  /** For octets that are on the heap, or in many pieces: rare. */
  private int writeCopy(Frame frame) throws IOException {
    ByteBuf copy = Unpooled.directBuffer(frame.length());
    try {
      frame.copyTo(copy);
      vector(VECTOR, copy.memoryAddress(), copy.readableBytes());
      return (int) fd.writevAddresses(address, 2);
    } finally {
      copy.release();
    }
  }

  private void vector(int at, long base, long length) {
    block.setLongLE(at, base);
    block.setLongLE(at + Long.BYTES, length);
  }

  void release() {
    block.release();
  }
}
