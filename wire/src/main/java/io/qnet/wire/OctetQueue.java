package io.qnet.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Octets in a row, in the buffers they came in.
 *
 * <p>An octet is named by its position: how many were appended before it, ever. A buffer is kept as
 * it is if it fills at least a quarter of the memory it holds on to; else its octets are copied
 * into one of the right size, and small ones are gathered. So the memory pinned stays below four
 * times the octets queued, plus one small buffer.
 */
public final class OctetQueue {
  private static final int SMALL = 1024;
  private static final int GATHERED = 2048;
  private static final int MAX_WASTE = 4;

  private ByteBuf[] chunks = new ByteBuf[4];
  private long[] starts = new long[4];
  private int head;
  private int count;
  private long begin;
  private long end;
  private long pinned;
  private @Nullable ByteBuf gathering;

  /** The octets of memory that {@code octets} keeps from being freed. */
  public static int pinnedBy(ByteBuf octets) {
    ByteBuf root = octets;
    for (ByteBuf next = root.unwrap(); next != null; next = next.unwrap()) {
      root = next;
    }
    return root.capacity();
  }

  /** Position of the first octet that is still here. */
  public long begin() {
    return begin;
  }

  /** Position after the last octet. */
  public long end() {
    return end;
  }

  /** Octets queued. */
  public int size() {
    return (int) (end - begin);
  }

  /** Octets of memory held. */
  public long pinned() {
    return pinned;
  }

  /** Takes over {@code octets}, whose indices stay as they are, and puts them at the end. */
  public void append(ByteBuf octets) {
    int length = octets.readableBytes();
    if (length == 0) {
      octets.release();
      return;
    }
    if (length <= SMALL) {
      gather(octets, length);
    } else if ((long) length * MAX_WASTE < pinnedBy(octets)) {
      ByteBuf copy = octets.alloc().directBuffer(length, length);
      copy.writeBytes(octets, octets.readerIndex(), length);
      octets.release();
      add(copy);
    } else {
      add(octets);
    }
    end += length;
  }

  private void gather(ByteBuf octets, int length) {
    ByteBuf room = gathering;
    if (room == null || room.writableBytes() < length) {
      room = octets.alloc().directBuffer(GATHERED, GATHERED);
      add(room);
      gathering = room;
    }
    room.writeBytes(octets, octets.readerIndex(), length);
    octets.release();
  }

  private void add(ByteBuf chunk) {
    if (count == chunks.length) {
      grow();
    }
    int at = (head + count) & (chunks.length - 1);
    chunks[at] = chunk;
    starts[at] = end;
    count++;
    pinned += pinnedBy(chunk);
    gathering = null;
  }

  private void grow() {
    ByteBuf[] moreChunks = Arrays.copyOf(chunks, chunks.length * 2);
    long[] moreStarts = new long[chunks.length * 2];
    for (int i = 0; i < count; i++) {
      int from = (head + i) & (chunks.length - 1);
      moreChunks[i] = chunks[from];
      moreStarts[i] = starts[from];
    }
    chunks = moreChunks;
    starts = moreStarts;
    head = 0;
  }

  /**
   * {@code length} octets from {@code position} on, owned by the caller: a slice if they lie in one
   * buffer, else a copy.
   */
  public ByteBuf slice(long position, int length) {
    int index = find(position);
    ByteBuf chunk = chunk(index);
    int offset = (int) (position - start(index));
    if (offset + length <= chunk.readableBytes()) {
      return chunk.retainedSlice(chunk.readerIndex() + offset, length);
    }
    ByteBuf copy = chunk.alloc().directBuffer(length, length);
    int missing = length;
    while (missing > 0) {
      int part = Math.min(missing, chunk.readableBytes() - offset);
      copy.writeBytes(chunk, chunk.readerIndex() + offset, part);
      missing -= part;
      offset = 0;
      if (missing > 0) {
        chunk = chunk(++index);
      }
    }
    return copy;
  }

  /** Octets from {@code position} on that lie in one buffer. */
  public int contiguous(long position) {
    int index = find(position);
    return (int) (start(index) + chunk(index).readableBytes() - position);
  }

  /** Shows {@code visitor} what is queued, from the first octet on, until it has seen enough. */
  public void visit(Visitor visitor) {
    int offset = (int) (begin - starts[head]);
    for (int i = 0; i < count; i++) {
      ByteBuf chunk = chunk(i);
      if (!visitor.visit(chunk, chunk.readerIndex() + offset, chunk.readableBytes() - offset)) {
        return;
      }
      offset = 0;
    }
  }

  /** Sees octets of a queue. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * {@code length} octets of {@code buffer}, which stays in the queue; returns whether to go on.
     */
    boolean visit(ByteBuf buffer, int index, int length);
  }

  /** The chunk, counted from the head, that holds {@code position}. */
  private int find(long position) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (start(middle) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private ByteBuf chunk(int index) {
    return chunks[(head + index) & (chunks.length - 1)];
  }

  private long start(int index) {
    return starts[(head + index) & (chunks.length - 1)];
  }

  /** Forgets everything before {@code position}. */
  public void dropTo(long position) {
    while (count > 0 && (count > 1 ? start(1) : end) <= position) {
      removeHead().release();
    }
    begin = position;
  }

  /** Hands over the first buffer, or null if the queue is empty; not after {@link #dropTo}. */
  public @Nullable ByteBuf poll() {
    if (count == 0) {
      return null;
    }
    begin = count > 1 ? start(1) : end;
    return removeHead();
  }

  @SuppressWarnings("NullAway") // a free place of the ring
  private ByteBuf removeHead() {
    ByteBuf chunk = chunks[head];
    chunks[head] = null;
    head = (head + 1) & (chunks.length - 1);
    count--;
    pinned -= pinnedBy(chunk);
    if (count == 0) {
      gathering = null; // it was the last one, as it always is
    }
    return chunk;
  }

  /** Gives everything up. */
  public void clear() {
    dropTo(end);
  }
}
