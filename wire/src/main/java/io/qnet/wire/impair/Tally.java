package io.qnet.wire.impair;

import java.time.Duration;

/** Counts what one direction does, for {@link Measured}. */
final class Tally {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int BITS = 8;

  long frames;
  long octets;
  long lost;
  long overflowed;
  long oversize;
  long duplicated;
  long corrupted;
  long reordered;
  private long delivered;
  private long least = Long.MAX_VALUE;
  private long most;
  private long total;
  private long second;
  private long octetsNow;
  private long octetsBefore;

  Tally(long now) {
    second = now;
  }

  void delivered(int length, long delay, long now) {
    delivered++;
    total += delay;
    least = Math.min(least, delay);
    most = Math.max(most, delay);
    roll(now);
    octetsNow += length;
  }

  private void roll(long now) {
    long passed = (now - second) / SECOND;
    if (passed > 0) {
      octetsBefore = passed == 1 ? octetsNow : 0;
      octetsNow = 0;
      second += passed * SECOND;
    }
  }

  Measured measured(long waiting, long now) {
    roll(now);
    return new Measured(
        frames,
        octets,
        lost,
        overflowed,
        oversize,
        duplicated,
        corrupted,
        reordered,
        delivered,
        waiting,
        Duration.ofNanos(delivered == 0 ? 0 : least),
        Duration.ofNanos(delivered == 0 ? 0 : total / delivered),
        Duration.ofNanos(most),
        octetsBefore * BITS);
  }
}
