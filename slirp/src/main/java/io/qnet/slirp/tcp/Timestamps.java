package io.qnet.slirp.tcp;

import io.qnet.wire.packet.TcpOptions;
import java.util.concurrent.TimeUnit;

/**
 * Timestamps (RFC 7323): round trips, and protection against wrapped sequence numbers.
 *
 * <p>Our clock ticks every 2^20 ns, about a millisecond: a shift of the nanoseconds, so that it
 * wraps together with them, and grows for all connections alike, as TIME-WAIT reuse wants (RFC
 * 6191).
 */
final class Timestamps {
  private static final int TICK_SHIFT = 20;
  private static final long OUTDATED = TimeUnit.DAYS.toNanos(24);

  private int tsRecent;
  private long tsRecentAt;
  private boolean known;

  /** TSval at {@code now}. */
  static int value(long now) {
    return (int) (now >> TICK_SHIFT);
  }

  /** TS.Recent: what we echo. */
  int recent() {
    return tsRecent;
  }

  /** The round trip that an echo shows, in nanoseconds; 0 if it is not ours. */
  static long roundTrip(TcpOptions options, long now) {
    if (!options.timestamps() || options.tsEcr() == 0) {
      return 0;
    }
    int ticks = value(now) - options.tsEcr();
    return ticks < 0 ? 0 : (long) Math.max(1, ticks) << TICK_SHIFT;
  }

  /** The SYN's timestamp. */
  void begin(TcpOptions options, long now) {
    tsRecent = options.tsVal();
    tsRecentAt = now;
    known = true;
  }

  /** PAWS (RFC 7323, 5.3, R1): whether the segment is older than one that was seen. */
  boolean outdated(TcpOptions options, long now) {
    return known
        && options.timestamps()
        && options.tsVal() - tsRecent < 0
        && now - tsRecentAt < OUTDATED;
  }

  /** Whether a SYN with this timestamp is younger than all that was seen (RFC 6191). */
  boolean younger(TcpOptions options) {
    return known && options.timestamps() && tsRecent - options.tsVal() < 0;
  }

  /** RFC 7323, 4.3 (2): a segment that does not lie beyond the last acknowledgment sets it. */
  void update(TcpOptions options, int sequence, int lastAckSent, long now) {
    if (options.timestamps() && Seq.notAfter(sequence, lastAckSent)) {
      tsRecent = options.tsVal();
      tsRecentAt = now;
      known = true;
    }
  }
}
