package io.qnet.wire.channel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: each time twice as long, less up to a quarter. */
public final class Backoff {
  static final long FIRST = Duration.ofMillis(100).toNanos();
  static final long LONGEST = Duration.ofSeconds(5).toNanos();

  private final RandomGenerator jitter;
  private long next = FIRST;

  /** Begins with the shortest wait; {@code jitter} spreads the attempts of many. */
  public Backoff(RandomGenerator jitter) {
    this.jitter = jitter;
  }

  /** The time to wait now, in nanoseconds. */
  public long next() {
    long full = next;
    next = Math.min(2 * next, LONGEST);
    return full - jitter.nextLong(full / 4);
  }

  /** An attempt succeeded. */
  public void reset() {
    next = FIRST;
  }
}
