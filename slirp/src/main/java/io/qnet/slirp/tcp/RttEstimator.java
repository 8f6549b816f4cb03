package io.qnet.slirp.tcp;

/**
 * The retransmission time-out (RFC 6298), in nanoseconds.
 *
 * <p>One segment at a time is timed, and never one that was sent again (Karn). While everything has
 * been sent again, the echoed timestamps of RFC 7323 stand in where both sides agreed on them.
 */
final class RttEstimator {
  private static final long INITIAL_RTO = 1_000_000_000L;
  private static final long GRANULARITY = 1_000_000L;

  private final long minRto;
  private final long maxRto;
  private long srtt;
  private long rttvar;
  private long rto = INITIAL_RTO;
  private int backoff;
  private boolean timing;
  private int timedEnd;
  private long timedAt;

  RttEstimator(TcpTimes times) {
    this.minRto = times.minRto();
    this.maxRto = times.maxRto();
  }

  /** SRTT, or 0 before the first measurement. */
  long smoothed() {
    return srtt;
  }

  /** The time-out now, backed off. */
  long rto() {
    return Math.min(rto << Math.min(backoff, 16), maxRto);
  }

  /** RFC 6298 (5.5): the time-out passed, so it doubles. */
  void backOff() {
    backoff++;
    timing = false;
  }

  /** Whether nothing new was acknowledged since the time-out last passed. */
  boolean isBackedOff() {
    return backoff > 0;
  }

  /** New data was acknowledged: the time-out is the measured one again. */
  void resetBackoff() {
    backoff = 0;
  }

  /** A segment that ends at {@code end} leaves for the first time. */
  void sent(int end, long now) {
    if (!timing) {
      timing = true;
      timedEnd = end;
      timedAt = now;
    }
  }

  /** Karn: what is under way has been sent again, and says nothing about the round trip. */
  void retransmitted() {
    timing = false;
  }

  /**
   * Everything before {@code ack} is acknowledged.
   *
   * @param echoed round trip by the echoed timestamp, in nanoseconds, or 0 if there is none
   */
  void acknowledged(int ack, long echoed, long now) {
    if (timing) {
      if (Seq.notAfter(timedEnd, ack)) {
        timing = false;
        take(now - timedAt);
      }
    } else if (echoed > 0) {
      take(echoed);
    }
  }

  private void take(long sample) {
    if (srtt == 0) {
      srtt = Math.max(1, sample);
      rttvar = sample / 2;
    } else {
      rttvar += (Math.abs(srtt - sample) - rttvar) / 4;
      srtt = Math.max(1, srtt + (sample - srtt) / 8);
    }
    rto = Math.max(minRto, srtt + Math.max(GRANULARITY, 4 * rttvar));
  }
}
