package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link StreamLink}.
 *
 * <p>What a burst sends is gathered: short pieces are copied one after the other into a page, which
 * takes less time than an entry of their own in the kernel's vector would; longer ones are sent in
 * place.
 */
final class StreamPeer implements ByteStream.Reader {
  private final StreamLink link;
  private final PeerStream stream;
  private final FrameCutter cutter = new FrameCutter(ByteBufAllocator.DEFAULT);
  private @Nullable ByteBuf page;
  private int begin;
  private boolean spoke;
  private boolean full;
  private boolean closed;

  StreamPeer(StreamLink link, PeerStream stream) {
    this.link = link;
    this.stream = stream;
  }

  boolean writable() {
    return !full;
  }

  /** Octets of memory that wait for the peer, to within a page. */
  long waiting() {
    return stream.pending();
  }

  /** Whether a sender may be waiting for {@code onWritable}. */
  boolean full() {
    return full;
  }

  /** Whether the peer sent anything at all. */
  boolean spoke() {
    return spoke;
  }

  void write(Frame frame) {
    room(Integer.BYTES).writeInt(frame.length());
    ByteBuf head = frame.head();
    ByteBuf body = frame.body();
    frame.dissolve();
    add(head);
    if (body != null) {
      add(body);
    }
  }

  private void add(ByteBuf octets) {
    int length = octets.readableBytes();
    if (length <= WriteBatch.COPIED) {
      room(length).writeBytes(octets, octets.readerIndex(), length);
      octets.release();
    } else {
      endPiece();
      full = !stream.write(octets);
    }
  }

  private ByteBuf room(int length) {
    ByteBuf current = page;
    if (current != null && current.writableBytes() >= length) {
      return current;
    }
    endPiece();
    if (current != null) {
      current.release();
    }
    ByteBuf fresh =
        ByteBufAllocator.DEFAULT.directBuffer(WriteBatch.LARGE_PAGE, WriteBatch.LARGE_PAGE);
    page = fresh;
    begin = 0;
    return fresh;
  }

  /** Hands over what was copied into the page since the last call. */
  private void endPiece() {
    ByteBuf current = page;
    if (current != null && current.writerIndex() > begin) {
      int length = current.writerIndex() - begin;
      full = !stream.write(current.retainedSlice(begin, length));
      begin = current.writerIndex();
    }
  }

  void flush() {
    endPiece();
    stream.flush();
    ByteBuf current = page;
    if (current != null && current.refCnt() == 1) {
      current.clear();
      begin = 0;
    }
  }

  void close() {
    closed = true;
    if (page != null) {
      page.release();
      page = null;
    }
    cutter.close();
    stream.hangUp();
  }

  @Override
  public void onBytes(ByteBuf chunk) {
    spoke = true;
    try {
      long tooLong = cutter.cut(chunk, link::deliver);
      if (closed) { // by who got a frame
        cutter.close();
      } else if (tooLong != 0) {
        link.drops.count(DropReason.OVERSIZE);
        link.detach(
            this,
            "the peer announced a frame of "
                + tooLong
                + " octets, but at most "
                + Offloads.QEMU_MAX_FRAME
                + " are possible, so it was disconnected; does it speak QEMU's stream protocol?");
      }
    } finally {
      chunk.release();
    }
  }

  @Override
  public void onEnd() {
    String unfinished = cutter.unfinished();
    link.detach(
        this,
        unfinished == null
            ? "the peer closed the connection"
            : "the peer closed the connection " + unfinished);
  }

  @Override
  public void onWritable() {
    full = false;
    link.writableAgain();
  }

  @Override
  public void onAbort(ByteStream.Reason reason) {
    link.detach(this, "the connection to the peer broke: " + reason);
  }
}
