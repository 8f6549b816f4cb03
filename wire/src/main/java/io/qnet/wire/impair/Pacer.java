package io.qnet.wire.impair;

/**
 * One bit after the other: says when a frame's last bit is sent. Nothing is rounded away, so the
 * rate is met over any number of frames.
 */
final class Pacer {
  private static final long BIT_NANOS_PER_OCTET = 8L * 1_000_000_000L;

  private long busyUntil;
  private long remainder;
  private boolean used;

  /** When the last of {@code length} octets is sent that may begin at {@code from}. */
  long send(long from, int length, long bitsPerSecond) {
    if (!used || busyUntil - from <= 0) {
      busyUntil = from;
      remainder = 0;
      used = true;
    }
    long bitNanos = length * BIT_NANOS_PER_OCTET + remainder;
    busyUntil += bitNanos / bitsPerSecond;
    remainder = bitNanos % bitsPerSecond;
    return busyUntil;
  }

  /** How long what was taken will keep it busy, in nanoseconds. */
  long backlog(long now) {
    return used ? Math.max(0, busyUntil - now) : 0;
  }
}
