package io.qnet.wire.clock;

import io.qnet.wire.Burst;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Many deadlines behind one armed timer.
 *
 * <p>An entry is told when its instant has come. Moving a deadline later costs nothing: the queue
 * keeps the earlier instant and looks again when that is reached. Moving it earlier queues it once
 * more. So a connection that pushes its retransmission time-out back with every segment never
 * touches the queue.
 */
public final class Deadlines {
  /** No deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  private final Burst burst;
  private final PriorityQueue<Wakeup> queue =
      new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));
  private Clock.@Nullable Alarm alarm;
  private long armedAt;

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
    private long queuedAt = NEVER;

    private Entry(Timed timed) {
      this.timed = timed;
    }

    /** Sets the deadline, or takes it away with {@link #NEVER}. */
    public void set(long newDeadline) {
      deadline = newDeadline;
      if (newDeadline != NEVER && (queuedAt == NEVER || newDeadline - queuedAt < 0)) {
        queuedAt = newDeadline;
        queue.add(new Wakeup(newDeadline, this));
        arm();
      }
    }

    /** The deadline, or {@link #NEVER}. */
    public long deadline() {
      return deadline;
    }
  }

  private record Wakeup(long at, Entry entry) {}

  private void arm() {
    Wakeup first = queue.peek();
    if (first == null || (alarm != null && armedAt - first.at <= 0)) {
      return;
    }
    if (alarm != null) {
      alarm.cancel();
    }
    armedAt = first.at;
    alarm = burst.clock().at(first.at, this::wake);
  }

  private void wake() {
    alarm = null;
    burst.run(this::meet);
  }

  private void meet() {
    long now = burst.now();
    for (Wakeup first = queue.peek(); first != null && first.at - now <= 0; first = queue.peek()) {
      queue.remove();
      Entry entry = first.entry;
      if (entry.queuedAt != first.at) {
        continue;
      }
      entry.queuedAt = NEVER;
      long deadline = entry.deadline;
      if (deadline == NEVER) {
        continue;
      }
      if (deadline - now > 0) {
        entry.set(deadline);
      } else {
        entry.deadline = NEVER;
        entry.timed.onDeadline(now);
      }
    }
    arm();
  }
}
