package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a burst writes to one channel, for one system call at its end.
 *
 * <p>Octets up to {@value #COPIED} are copied one after the other into a page: that takes less time
 * than an entry of their own in Netty's queue and in the kernel's vector would, and what then waits
 * for a slow peer does not hold the big read buffer it was cut from. Longer ones are sent in place
 * while the channel keeps up; when it does not, they may wait for long, and are copied too.
 */
final class WriteBatch {
  static final int COPIED = 4096;

  /** Notices a slow peer, and that it has caught up. */
  static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(128 << 10, 512 << 10);

  /** Octets of a page for a channel that carries the frames of many. */
  static final int LARGE_PAGE = 64 << 10;

  /** Octets of a page for one of many channels. */
  static final int SMALL_PAGE = 16 << 10;

  private final Channel channel;
  private final int pageLength;
  private @Nullable ByteBuf page;
  private int begin;

  WriteBatch(Channel channel, int pageLength) {
    this.channel = channel;
    this.pageLength = Math.max(COPIED, pageLength);
  }

  /** Adds a number of 4 octets. */
  void addInt(int value) {
    room(Integer.BYTES).writeInt(value);
  }

  /** Adds octets; takes ownership. */
  void add(ByteBuf octets) {
    int length = octets.readableBytes();
    if (length <= COPIED) {
      room(length).writeBytes(octets, octets.readerIndex(), length);
      octets.release();
    } else if (keepsUp()) {
      endMessage();
      // a view of our own: others may be sending the same buffer, and Netty moves its indices
      channel.write(octets.slice(), channel.voidPromise());
    } else {
      endMessage();
      ByteBuf own = channel.alloc().directBuffer(length, length);
      own.writeBytes(octets, octets.readerIndex(), length);
      octets.release();
      channel.write(own, channel.voidPromise());
    }
  }

  /** A burst may bring more than the channel's marks: what fills it may only wait for us. */
  private boolean keepsUp() {
    if (!channel.isWritable()) {
      channel.flush();
    }
    return channel.isWritable();
  }

  /** What was added since the last call is one message, where the channel knows messages. */
  void endMessage() {
    if (page != null && page.writerIndex() > begin) {
      int end = page.writerIndex();
      channel.write(page.retainedSlice(begin, end - begin), channel.voidPromise());
      begin = end;
    }
  }

  /** Writes what was added. */
  void flush() {
    endMessage();
    channel.flush();
    if (page != null && page.refCnt() == 1) {
      page.clear();
      begin = 0;
    }
  }

  /** Holds no memory from now on, if nothing waits. */
  void rest() {
    if (page != null && page.refCnt() == 1) {
      close();
    }
  }

  /** Octets that wait for the peer, to within a page; only told apart beyond the high mark. */
  long waiting() {
    return channel.isWritable() ? 0 : MARKS.low() + channel.bytesBeforeWritable();
  }

  /** Gives up what was not flushed. */
  void close() {
    if (page != null) {
      page.release();
      page = null;
      begin = 0;
    }
  }

  private ByteBuf room(int length) {
    ByteBuf current = page;
    if (current != null && current.writableBytes() < length) {
      endMessage();
      close();
      current = null;
    }
    if (current == null) {
      current = channel.alloc().directBuffer(pageLength, pageLength);
      page = current;
    }
    return current;
  }
}
