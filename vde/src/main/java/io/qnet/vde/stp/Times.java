package io.qnet.vde.stp;

import java.time.Duration;

/**
 * The timer values that the root gives to everybody (IEEE 802.1D-2004, 17.18.4), in 1/256 s as on
 * the wire.
 *
 * @param messageAge how old the root's word is: 1 s for each bridge it passed
 * @param maxAge when it is too old
 * @param helloTime between two messages
 * @param forwardDelay spent before learning, and again before forwarding
 */
record Times(int messageAge, int maxAge, int helloTime, int forwardDelay) {
  /** One second. */
  static final int SECOND = 256;

  private static final long NANOS = 1_000_000_000L / SECOND;

  static int of(Duration duration) {
    return (int) (duration.toNanos() / NANOS);
  }

  static long nanos(int time) {
    return time * NANOS;
  }

  /** These, one bridge further from the root (17.21.25 b). */
  Times aged() {
    return new Times(ageHere(), maxAge, helloTime, forwardDelay);
  }

  /** Whether the next bridge may still believe it (17.21.23). */
  boolean fresh() {
    return ageHere() <= maxAge;
  }

  private int ageHere() {
    return (messageAge + SECOND + SECOND / 2) / SECOND * SECOND;
  }

  Times withHelloTime(int newHelloTime) {
    return new Times(messageAge, maxAge, newHelloTime, forwardDelay);
  }

  /**
   * As received: brought within the standard's bounds (table 17-1), so that no stranger slows this
   * bridge to a standstill, or makes it forward at once.
   */
  static Times received(int messageAge, int maxAge, int helloTime, int forwardDelay) {
    return new Times(
        messageAge,
        within(maxAge, BridgeSettings.LEAST_MAX_AGE, BridgeSettings.MOST_MAX_AGE),
        within(helloTime, BridgeSettings.LEAST_HELLO_TIME, BridgeSettings.MOST_HEARD_HELLO_TIME),
        within(
            forwardDelay, BridgeSettings.LEAST_FORWARD_DELAY, BridgeSettings.MOST_FORWARD_DELAY));
  }

  private static int within(int time, Duration least, Duration most) {
    return Math.max(of(least), Math.min(of(most), time));
  }
}
