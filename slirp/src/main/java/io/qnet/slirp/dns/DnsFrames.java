package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into messages, each behind its length (RFC 1035, section 4.2.2), however the stream
 * was cut before.
 *
 * <pre>
 *  0        2
 *  | length | message | length | message ...
 * </pre>
 */
final class DnsFrames {
  /** Octets of the length before a message. */
  static final int PREFIX = 2;

  private @Nullable ByteBuf waiting;

  /** Takes over the next octets of the stream. */
  void add(ByteBuf octets) {
    if (waiting == null) {
      waiting = ByteBufAllocator.DEFAULT.buffer(octets.readableBytes());
    }
    waiting.writeBytes(octets);
    octets.release();
  }

  /** The next message with its length before it, owned by the caller; null if it is not whole. */
  @Nullable ByteBuf next() {
    ByteBuf from = waiting;
    if (from == null || from.readableBytes() < PREFIX) {
      return null;
    }
    int length = PREFIX + from.getUnsignedShort(from.readerIndex());
    if (from.readableBytes() < length) {
      return null;
    }
    ByteBuf frame = ByteBufAllocator.DEFAULT.buffer(length).writeBytes(from, length);
    if (from.isReadable()) {
      from.discardSomeReadBytes();
    } else {
      release();
    }
    return frame;
  }

  /** Whether nothing waits, not even a part of a message. */
  boolean isEmpty() {
    return waiting == null;
  }

  /** Forgets what waits. */
  void release() {
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }

  /** The message behind the length. */
  static DnsView view(ByteBuf frame) {
    return new DnsView(frame, frame.readerIndex() + PREFIX, frame.readableBytes() - PREFIX);
  }

  /** A message with its length before it; takes the message over. */
  static ByteBuf frame(ByteBuf message) {
    int length = message.readableBytes();
    ByteBuf frame = ByteBufAllocator.DEFAULT.buffer(PREFIX + length);
    frame.writeShort(length).writeBytes(message);
    message.release();
    return frame;
  }
}
