package io.qnet.slirp.tcp;

import io.qnet.wire.clock.Deadlines;

/** An instant at which something is due, or none. */
final class Timer {
  private boolean on;
  private long at;

  /** Due at {@code instant}; a nanosecond later if that is the one that stands for never. */
  void set(long instant) {
    on = true;
    at = instant == Deadlines.NEVER ? instant + 1 : instant;
  }

  void stop() {
    on = false;
  }

  boolean isOn() {
    return on;
  }

  boolean isDue(long now) {
    return on && at - now <= 0;
  }

  /** The earlier of {@code deadline} and this, where {@link Deadlines#NEVER} is none. */
  long earlier(long deadline) {
    if (!on) {
      return deadline;
    }
    return deadline == Deadlines.NEVER || at - deadline < 0 ? at : deadline;
  }
}
