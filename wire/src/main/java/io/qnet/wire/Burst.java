package io.qnet.wire;

import io.qnet.wire.clock.Clock;
import java.util.ArrayDeque;

/**
 * One turn of a segment: a link read, a host read, a timer or a submitted task, together with all
 * that follows from it.
 *
 * <p>The clock is sampled once, at the beginning. At the end the protocols that asked for it finish
 * what they put off (acknowledgments, window updates), then each link that was sent to is flushed
 * once; and again, until nothing is left. Bursts nest: only the outermost ends. One instance serves
 * one segment, on one thread.
 */
public final class Burst {
  private final Clock clock;
  private final ArrayDeque<Runnable> finishers = new ArrayDeque<>();
  private final ArrayDeque<Link> touched = new ArrayDeque<>();
  private int depth;
  private long now;

  /** A segment's bursts, timed by {@code clock}. */
  public Burst(Clock clock) {
    this.clock = clock;
    this.now = clock.now();
  }

  /** Does {@code work} as a burst, or as part of the one that is running. */
  public void run(Runnable work) {
    begin();
    try {
      work.run();
    } finally {
      end();
    }
  }

  /** Begins a burst; {@link #end} has to follow, whatever happens. */
  public void begin() {
    if (depth++ == 0) {
      now = clock.now();
    }
  }

  /** Ends what {@link #begin} began. */
  public void end() {
    if (depth == 1) {
      try {
        finish();
      } finally {
        depth = 0;
      }
    } else {
      depth--;
    }
  }

  /** When this burst began, in nanoseconds of the segment's clock. */
  public long now() {
    return now;
  }

  /** The segment's clock. */
  public Clock clock() {
    return clock;
  }

  /**
   * Puts {@code work} off until the frames of this burst are handled; the caller sees to it that it
   * is put off once.
   */
  public void later(Runnable work) {
    requireRunning();
    finishers.add(work);
  }

  /**
   * Notes that {@code link} was sent to and has to be flushed; the link sees to it that it is noted
   * once.
   */
  public void touch(Link link) {
    requireRunning();
    touched.add(link);
  }

  private void requireRunning() {
    if (depth == 0) {
      throw new IllegalStateException(
          "outside a burst nobody would flush this; wrap the caller in burst.run(...)");
    }
  }

  private void finish() {
    while (true) {
      Runnable work = finishers.poll();
      if (work != null) {
        work.run();
        continue;
      }
      Link link = touched.poll();
      if (link == null) {
        return;
      }
      link.flush();
    }
  }
}
