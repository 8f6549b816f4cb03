package io.qnet.captures;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * Octets on their way from event loops to one writer thread, of a bounded number.
 *
 * <p>What is offered is taken whole or refused, at once. The writer borrows what is there and gives
 * the room back when it is done; meanwhile offering goes on. The monitor is held for the copy of an
 * offer and for the writer's look at two numbers.
 */
final class RecordRing {
  private final ByteBuf octets;
  private final int capacity;
  private final int chunk;
  private long head; // octets ever offered
  private long tail; // octets ever written
  private boolean due;
  private boolean closed;

  /**
   * An empty ring.
   *
   * @param capacity the most octets that wait
   * @param chunk wakes the writer when this many wait
   */
  RecordRing(int capacity, int chunk) {
    this.octets = Unpooled.directBuffer(capacity, capacity);
    this.capacity = capacity;
    this.chunk = chunk;
  }

  /** Whether an offer of {@code length} octets would be taken now. */
  synchronized boolean hasRoom(int length) {
    return !closed && length <= capacity - (head - tail);
  }

  /** Copies the readable octets of {@code record}, or refuses: full, or closed. */
  synchronized boolean offer(ByteBuf record) {
    int length = record.readableBytes();
    if (!hasRoom(length)) {
      return false;
    }
    int at = (int) (head % capacity);
    int first = Math.min(length, capacity - at);
    octets.setBytes(at, record, record.readerIndex(), first);
    octets.setBytes(0, record, record.readerIndex() + first, length - first);
    head += length;
    if (head - tail >= chunk) {
      flush();
    }
    return true;
  }

  /** What waits is to be written now. */
  synchronized void flush() {
    due = true;
    notifyAll();
  }

  /** Refuses all further offers; what waits can still be borrowed. */
  synchronized void close() {
    closed = true;
    flush();
  }

  /**
   * Waits until something is to be written and borrows all of it.
   *
   * @return one or two pieces; none once the ring is closed and empty
   */
  synchronized ByteBuffer[] borrow() throws InterruptedException {
    while (!closed && (!due || head == tail)) {
      wait();
    }
    due = false;
    int length = (int) (head - tail);
    if (length == 0) {
      return new ByteBuffer[0];
    }
    int at = (int) (tail % capacity);
    int first = Math.min(length, capacity - at);
    ByteBuffer piece = octets.nioBuffer(at, first);
    return first == length
        ? new ByteBuffer[] {piece}
        : new ByteBuffer[] {piece, octets.nioBuffer(0, length - first)};
  }

  /** Gives back the first {@code length} octets of what was borrowed. */
  synchronized void giveBack(long length) {
    tail += length;
  }

  /** Frees the memory; the writer's last act. */
  synchronized void release() {
    closed = true;
    octets.release();
  }
}
