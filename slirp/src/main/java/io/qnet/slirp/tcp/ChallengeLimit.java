package io.qnet.slirp.tcp;

/**
 * How many segments that provoke an acknowledgment are answered (RFC 5961, section 7): {@value
 * #PER_SECOND} in a second, for one connection.
 */
final class ChallengeLimit {
  static final int PER_SECOND = 10;
  private static final long SECOND = 1_000_000_000L;

  private long since;
  private int count;

  /** Whether one more may be answered. */
  boolean allows(long now) {
    if (count == 0 || now - since >= SECOND) {
      since = now;
      count = 0;
    }
    return count++ < PER_SECOND;
  }
}
