package io.qnet.wire.clock;

/** Tells the time and wakes up at a time. */
public interface Clock {
  /** Nanoseconds since an arbitrary origin. */
  long now();

  /** Runs {@code task} on the segment's thread once {@code deadline} is reached. */
  Alarm at(long deadline, Runnable task);

  /** A wake-up that was asked for. */
  @FunctionalInterface
  interface Alarm {
    /** Takes the wake-up back, if it has not happened. */
    void cancel();
  }
}
