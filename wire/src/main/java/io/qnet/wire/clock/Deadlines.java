package io.qnet.wire.clock;

import io.qnet.wire.Burst;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Many deadlines behind one armed timer.
 *
 * <p>An entry is told when its instant has come. Moving a deadline later costs nothing: the queue
 * keeps the earlier instant and looks again when that is reached. So a connection that pushes its
 * retransmission time-out back with every segment never touches the queue. Moving it earlier sifts
 * the entry up; taking it away takes the entry out, so that nothing is held that has no deadline.
 *
 * <p>The queue is a binary heap of entries, each of which knows its place: however often deadlines
 * move, it is no longer than there are entries.
 */
public final class Deadlines {
  /** No deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int NOT_QUEUED = -1;

  private final Burst burst;
  private @Nullable Entry[] heap = new @Nullable Entry[16];
  private int size;
  private Clock.@Nullable Alarm alarm;
  private long armedAt;
  private boolean meeting;

  /** Deadlines of the segment that {@code burst} serves; each is met inside a burst. */
  public Deadlines(Burst burst) {
    this.burst = burst;
  }

  /** A new entry without a deadline. */
  public Entry entry(Timed timed) {
    return new Entry(timed);
  }

  /** What happens at a deadline. */
  @FunctionalInterface
  public interface Timed {
    /** The deadline is reached; the entry has none now until it is given another. */
    void onDeadline(long now);
  }

  /** One thing that can have a deadline. */
  public final class Entry {
    private final Timed timed;
    private long deadline = NEVER;
    private long queuedAt;
    private int place = NOT_QUEUED;

    private Entry(Timed timed) {
      this.timed = timed;
    }

    /** Sets the deadline, or takes it away with {@link #NEVER}. */
    public void set(long newDeadline) {
      deadline = newDeadline;
      if (newDeadline == NEVER) {
        if (place != NOT_QUEUED) {
          remove(this);
        }
      } else if (place == NOT_QUEUED) {
        queuedAt = newDeadline;
        add(this);
        arm();
      } else if (newDeadline - queuedAt < 0) {
        queuedAt = newDeadline;
        siftUp(this, place);
        arm();
      }
    }

    /** The deadline, or {@link #NEVER}. */
    public long deadline() {
      return deadline;
    }
  }

  /** How many entries wait. */
  int queued() {
    return size;
  }

  private void arm() {
    Entry first = heap[0];
    if (meeting || first == null || (alarm != null && armedAt - first.queuedAt <= 0)) {
      return;
    }
    if (alarm != null) {
      alarm.cancel();
    }
    armedAt = first.queuedAt;
    alarm = burst.clock().at(armedAt, this::wake);
  }

  private void wake() {
    alarm = null;
    burst.run(this::meet);
  }

  private void meet() {
    long now = burst.now();
    meeting = true;
    try {
      for (Entry first = heap[0]; first != null && first.queuedAt - now <= 0; first = heap[0]) {
        remove(first);
        long deadline = first.deadline;
        if (deadline - now > 0) {
          first.set(deadline);
        } else {
          first.deadline = NEVER;
          first.timed.onDeadline(now);
        }
      }
    } finally {
      meeting = false;
      arm();
    }
  }

  private void add(Entry entry) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    siftUp(entry, size++);
  }

  private void remove(Entry entry) {
    int hole = entry.place;
    entry.place = NOT_QUEUED;
    Entry last = heap[--size];
    heap[size] = null;
    if (last != null && last != entry) {
      siftDown(last, hole);
      siftUp(last, last.place);
    }
  }

  private void siftUp(Entry entry, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      Entry above = heap[parent];
      if (above == null || above.queuedAt - entry.queuedAt <= 0) {
        break;
      }
      put(above, place);
      place = parent;
    }
    put(entry, place);
  }

  private void siftDown(Entry entry, int from) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      Entry below = heap[child];
      Entry right = child + 1 < size ? heap[child + 1] : null;
      if (below != null && right != null && right.queuedAt - below.queuedAt < 0) {
        child++;
        below = right;
      }
      if (below == null || below.queuedAt - entry.queuedAt >= 0) {
        break;
      }
      put(below, place);
      place = child;
    }
    put(entry, place);
  }

  private void put(Entry entry, int place) {
    heap[place] = entry;
    entry.place = place;
  }
}
