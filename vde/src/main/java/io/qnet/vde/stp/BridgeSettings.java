package io.qnet.vde.stp;

import io.qnet.wire.address.MacAddress;
import java.time.Duration;

/**
 * How a bridge takes part (IEEE 802.1D-2004, 17.14).
 *
 * @param address the bridge's own, also the source of its BPDUs
 * @param priority 0 to 61440 in steps of 4096; the lowest becomes the root
 * @param helloTime between two BPDUs, 1 to 2 s
 * @param maxAge when the root's word is too old, 6 to 40 s
 * @param forwardDelay spent before learning and again before forwarding, 4 to 30 s, where bridges
 *     cannot agree faster
 * @param holdCount most BPDUs in a row, and per second after that, 1 to 10
 * @param version what is spoken to begin with
 */
public record BridgeSettings(
    MacAddress address,
    int priority,
    Duration helloTime,
    Duration maxAge,
    Duration forwardDelay,
    int holdCount,
    StpVersion version) {
  /** The priority of bridges that nobody gave one. */
  public static final int DEFAULT_PRIORITY = 0x8000;

  static final Duration LEAST_HELLO_TIME = Duration.ofSeconds(1);
  static final Duration MOST_HELLO_TIME = Duration.ofSeconds(2);

  /** What older bridges were allowed (802.1D-1998, table 8-3). */
  static final Duration MOST_HEARD_HELLO_TIME = Duration.ofSeconds(10);

  static final Duration LEAST_MAX_AGE = Duration.ofSeconds(6);
  static final Duration MOST_MAX_AGE = Duration.ofSeconds(40);
  static final Duration LEAST_FORWARD_DELAY = Duration.ofSeconds(4);
  static final Duration MOST_FORWARD_DELAY = Duration.ofSeconds(30);

  private static final int PRIORITY_STEP = 4096;
  private static final int MOST_PRIORITY = 61440;
  private static final int MOST_HOLD_COUNT = 10;

  /**
   * Checks the bounds of table 17-1, and that the values fit each other (17.14).
   *
   * @throws IllegalArgumentException in words for whoever chose the values
   */
  public BridgeSettings {
    if (priority < 0 || priority > MOST_PRIORITY || priority % PRIORITY_STEP != 0) {
      throw new IllegalArgumentException(
          "a bridge's priority is 0 to 61440 in steps of 4096, but got " + priority);
    }
    within("hello time", helloTime, LEAST_HELLO_TIME, MOST_HELLO_TIME);
    within("max age", maxAge, LEAST_MAX_AGE, MOST_MAX_AGE);
    within("forward delay", forwardDelay, LEAST_FORWARD_DELAY, MOST_FORWARD_DELAY);
    if (holdCount < 1 || holdCount > MOST_HOLD_COUNT) {
      throw new IllegalArgumentException("a hold count is 1 to 10, but got " + holdCount);
    }
    if (maxAge.compareTo(forwardDelay.minusSeconds(1).multipliedBy(2)) > 0) {
      throw new IllegalArgumentException(
          "max age is at most twice the forward delay less 1 s, but got "
              + maxAge.toSeconds()
              + " s and "
              + forwardDelay.toSeconds()
              + " s; lower max age or raise the forward delay");
    }
    if (maxAge.compareTo(helloTime.plusSeconds(1).multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "max age is at least twice the hello time plus 1 s, but got "
              + maxAge.toSeconds()
              + " s and "
              + helloTime.toSeconds()
              + " s; raise max age or lower the hello time");
    }
  }

  private static void within(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "a "
              + what
              + " is "
              + least.toSeconds()
              + " to "
              + most.toSeconds()
              + " s, but got "
              + value.toMillis() / 1000.0
              + " s");
    }
  }

  /** The standard's recommended values for the bridge of this address. */
  public static BridgeSettings of(MacAddress address) {
    return new BridgeSettings(
        address,
        DEFAULT_PRIORITY,
        Duration.ofSeconds(2),
        Duration.ofSeconds(20),
        Duration.ofSeconds(15),
        6,
        StpVersion.RSTP);
  }

  /** The same with another priority. */
  public BridgeSettings withPriority(int newPriority) {
    return new BridgeSettings(
        address, newPriority, helloTime, maxAge, forwardDelay, holdCount, version);
  }

  /** The same with other times. */
  public BridgeSettings withTimes(Duration hello, Duration age, Duration delay) {
    return new BridgeSettings(address, priority, hello, age, delay, holdCount, version);
  }

  /** The same with another protocol. */
  public BridgeSettings withVersion(StpVersion newVersion) {
    return new BridgeSettings(
        address, priority, helloTime, maxAge, forwardDelay, holdCount, newVersion);
  }

  BridgeId id() {
    return BridgeId.of(priority, address);
  }

  boolean rapid() {
    return version == StpVersion.RSTP;
  }

  Times times() {
    return new Times(0, Times.of(maxAge), Times.of(helloTime), Times.of(forwardDelay));
  }
}
