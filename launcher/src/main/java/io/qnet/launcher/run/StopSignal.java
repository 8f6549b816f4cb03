package io.qnet.launcher.run;

import org.jspecify.annotations.Nullable;

/**
 * Reaches the thread that runs a session from the one on which a signal arrives: the first is
 * interrupted, wherever it waits. For sessions that do one thing after another.
 */
public final class StopSignal {
  private @Nullable Thread runner;
  private boolean given;

  /** From now on this thread is interrupted when the signal is given; also if it already was. */
  public synchronized void begin() {
    runner = Thread.currentThread();
    if (given) {
      runner.interrupt();
    }
  }

  /** This thread is left alone from now on, so that what it puts away may wait. */
  public synchronized void end() {
    runner = null;
    boolean unused = Thread.interrupted();
  }

  /** Gives the signal; from any thread, at any time, more than once. */
  public synchronized void give() {
    given = true;
    if (runner != null) {
      runner.interrupt();
    }
  }

  /** Whether the signal was given. */
  public synchronized boolean given() {
    return given;
  }
}
