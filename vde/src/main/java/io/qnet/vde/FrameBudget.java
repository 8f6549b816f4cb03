package io.qnet.vde;

/** A token bucket: so many frames a second, and as many at once after a second of silence. */
final class FrameBudget {
  private static final long SECOND = 1_000_000_000L;

  private final long cost;
  private long paidUntil;
  private boolean begun;

  /**
   * A full bucket.
   *
   * @param rate frames per second, at least 1
   */
  FrameBudget(long rate) {
    cost = SECOND / rate;
  }

  /** Whether there is room for one more frame at {@code now}, which is taken then. */
  boolean admits(long now) {
    if (!begun || paidUntil - now < 0) {
      begun = true;
      paidUntil = now;
    }
    if (paidUntil + cost - now > SECOND) {
      return false;
    }
    paidUntil += cost;
    return true;
  }
}
