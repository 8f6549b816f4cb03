package io.qnet.captures;

import io.qnet.wire.clock.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Turns a segment's instants into the time of day, in nanoseconds since 1970.
 *
 * <p>The two are tied together once: from then on only the monotonic clock counts, so that the
 * packets of a capture never go back in time when somebody sets the host's clock.
 */
public final class WallTime {
  private final Clock clock;
  private final long instant;
  private final long epoch;

  private WallTime(Clock clock, long epoch) {
    this.clock = clock;
    this.instant = clock.now();
    this.epoch = epoch;
  }

  /** Ties {@code clock} to the host's time of day. */
  public static WallTime of(Clock clock) {
    return new WallTime(clock, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
  }

  /** Ties the present of {@code clock} to {@code timeOfDay}. */
  public static WallTime startingAt(Instant timeOfDay, Clock clock) {
    long seconds = TimeUnit.SECONDS.toNanos(timeOfDay.getEpochSecond());
    return new WallTime(clock, seconds + timeOfDay.getNano());
  }

  /** The time of day at {@code now}, an instant of the clock. */
  long at(long now) {
    return epoch + (now - instant);
  }

  /** The time of day now. */
  long now() {
    return at(clock.now());
  }
}
