package io.qnet.vde.stp;

import io.qnet.wire.clock.Deadlines;

/** One of the timers of IEEE 802.1D-2004, 17.17: it runs down to zero and stays there. */
final class Countdown {
  private boolean running;
  private long end;

  /** Starts, or starts again, with {@code nanos} to go. */
  void start(long now, long nanos) {
    running = true;
    end = now + nanos;
  }

  /** Sets it to zero. */
  void stop() {
    running = false;
  }

  boolean isZero(long now) {
    return !running || end - now <= 0;
  }

  /** The earlier of {@code deadline} and its end, if that is still to come. */
  long earlier(long deadline, long now) {
    if (isZero(now) || (deadline != Deadlines.NEVER && end - deadline >= 0)) {
      return deadline;
    }
    return end;
  }
}
