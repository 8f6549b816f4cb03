package io.qnet.slirp.tcp;

/**
 * The timers of the sending side: retransmission (RFC 6298, section 5) or, while the window is
 * shut, {@link Persist}; and the patience that ends both (RFC 9293, 3.8.3).
 */
final class SendTimers {
  final Timer retransmission = new Timer();
  final Persist persist;
  private final RttEstimator rtt;
  private final TcpTimes times;
  private long progressAt;

  SendTimers(TcpTimes times, RttEstimator rtt) {
    this.times = times;
    this.rtt = rtt;
    this.persist = new Persist(times);
  }

  /** Something left while nothing was outstanding, or was acknowledged, or the link stood still. */
  void progress(long now) {
    progressAt = now;
  }

  /** RFC 6298 (5.1) to (5.3), (5.6): the time-out begins anew. */
  void restart(long now) {
    retransmission.set(now + rtt.rto());
  }

  /** The retransmission timer runs exactly while something waits for its acknowledgment. */
  void keepRunning(boolean waits, long now) {
    if (!waits) {
      retransmission.stop();
    } else if (!retransmission.isOn()) {
      restart(now);
    }
  }

  void stop() {
    retransmission.stop();
    persist.stop();
  }

  /** Whether a SYN was repeated for long enough. */
  boolean synIsHopeless(long now) {
    return now - progressAt >= times.synLife();
  }

  /** Whether data was repeated for long enough. */
  boolean dataIsHopeless(long now) {
    return now - progressAt >= times.dataLife();
  }

  long earlier(long deadline) {
    return persist.timer().earlier(retransmission.earlier(deadline));
  }
}
