package io.qnet.slirp.tcp;

import java.util.concurrent.TimeUnit;

/**
 * Asks a silent guest whether it still has the connection (RFC 9293, 3.8.4): after the idle time,
 * {@value #PROBES} times, 75 s apart.
 */
final class Keepalive {
  static final int PROBES = 9;
  static final long INTERVAL = TimeUnit.SECONDS.toNanos(75);

  private final long idle;
  private final Timer timer = new Timer();
  private long heard;
  private int asked;

  /** Never asks if {@code idle} is 0. */
  Keepalive(long idle) {
    this.idle = idle;
  }

  Timer timer() {
    return timer;
  }

  /** A segment came. */
  void heard(long now) {
    heard = now;
    asked = 0;
    if (idle > 0 && !timer.isOn()) {
      timer.set(now + idle);
    }
  }

  /** What is to be done now that the timer is due; it is set again unless the guest is gone. */
  Step due(long now, boolean writable) {
    long quiet = now - heard;
    if (quiet - idle < 0) {
      timer.set(heard + idle);
      return Step.WAIT;
    }
    if (!writable) {
      timer.set(now + INTERVAL);
      return Step.WAIT;
    }
    if (asked == PROBES) {
      timer.stop();
      return Step.GIVE_UP;
    }
    asked++;
    timer.set(now + INTERVAL);
    return Step.ASK;
  }

  /** What follows from the silence. */
  enum Step {
    WAIT,
    ASK,
    GIVE_UP
  }
}
