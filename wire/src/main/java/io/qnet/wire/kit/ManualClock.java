package io.qnet.wire.kit;

import io.qnet.wire.clock.Clock;
import java.time.Duration;
import java.util.PriorityQueue;

/**
 * Time that moves when it is told to; an hour takes a microsecond. Tasks run in the order of their
 * deadlines.
 */
public final class ManualClock implements Clock {
  /**
   * A second before a {@code long} wraps, so that whoever compares instants directly is found out;
   * and a little more, so that no round number of milliseconds leads to {@link Long#MAX_VALUE},
   * which means "never".
   */
  private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos() - 123_457;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.signum(a.at - b.at) : Long.compare(a.order, b.order));
  private long now = START;
  private long order;

  @Override
  public long now() {
    return now;
  }

  @Override
  public Alarm at(long deadline, Runnable work) {
    Task task = new Task(deadline, order++, work);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** Moves time on; every task that comes due runs at its own instant. */
  public void advance(Duration duration) {
    long end = now + duration.toNanos();
    while (runNext(end)) {}
    now = end;
  }

  /**
   * Jumps to the next deadline and runs its task.
   *
   * @return false if nothing waits
   */
  public boolean advanceToNext() {
    Task next = tasks.peek();
    return next != null && runNext(next.at);
  }

  /** Time since this clock was made. */
  public Duration elapsed() {
    return Duration.ofNanos(now - START);
  }

  private boolean runNext(long end) {
    Task next = tasks.peek();
    if (next == null || next.at - end > 0) {
      return false;
    }
    tasks.remove();
    if (next.at - now > 0) {
      now = next.at;
    }
    next.work.run();
    return true;
  }

  private record Task(long at, long order, Runnable work) {}
}
