package io.qnet.slirp.tcp;

/**
 * How much may be under way: CUBIC (RFC 9438) with the slow start and the time-out rule of RFC
 * 5681. Windows are in octets.
 */
final class CongestionControl {
  private static final double BETA = 0.7;
  private static final double C = 0.4;
  private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);
  private static final int MAX_WINDOW = 1 << 30;
  private static final int INITIAL_SEGMENTS = 10;
  private static final int INITIAL_OCTETS = 14600;

  private int mss;
  private int cwnd;
  private int ssthresh = MAX_WINDOW;
  private double wMax;
  private double wEst;
  private double k;
  private double fraction;
  private boolean inEpoch;
  private long epochStart;

  CongestionControl(int mss) {
    this.mss = mss;
    this.cwnd = initialWindow();
  }

  /** IW of RFC 6928. */
  private int initialWindow() {
    return Math.min(INITIAL_SEGMENTS * mss, Math.max(2 * mss, INITIAL_OCTETS));
  }

  int window() {
    return cwnd;
  }

  boolean inSlowStart() {
    return cwnd < ssthresh;
  }

  /** The segment size is known, or changed. */
  void segmentSize(int newMss, boolean nothingSentYet) {
    mss = newMss;
    cwnd = nothingSentYet ? initialWindow() : Math.max(cwnd, newMss);
  }

  /** RFC 5681, 3.1: a lost SYN shows a poor path, so begin with one segment. */
  void synWasLost() {
    cwnd = mss;
  }

  /** RFC 5681, 4.1: nothing was sent for a while, so the old window proves nothing. */
  void restartAfterIdle() {
    cwnd = Math.min(cwnd, initialWindow());
    inEpoch = false;
  }

  /**
   * New data was acknowledged while the window was what held us back.
   *
   * @param srtt smoothed round trip, in nanoseconds
   */
  void acknowledged(int octets, long srtt, long now) {
    if (cwnd < ssthresh) {
      cwnd = Math.min(cwnd + octets, Math.max(ssthresh, cwnd));
      return;
    }
    if (!inEpoch) {
      beginEpoch(now);
    }
    double t = (now - epochStart + srtt) / 1e9;
    double cubic = wMax + C * (t - k) * (t - k) * (t - k) * mss;
    double target = Math.max(cwnd, Math.min(cubic, 1.5 * cwnd));
    wEst += (wEst < wMax ? ALPHA : 1) * mss * octets / cwnd;
    double next = Math.max(cwnd + fraction + (target - cwnd) / cwnd * octets, wEst);
    cwnd = (int) Math.min(next, MAX_WINDOW);
    fraction = Math.min(1, next - cwnd);
  }

  private void beginEpoch(long now) {
    inEpoch = true;
    epochStart = now;
    wEst = cwnd;
    wMax = Math.max(wMax, cwnd);
    k = Math.cbrt((wMax - cwnd) / mss / C);
  }

  /** A loss was noticed by duplicate acknowledgments; {@code flight} octets were under way. */
  void lost(int flight) {
    reduce(flight);
    cwnd = ssthresh;
  }

  /** The retransmission time-out passed; {@code again} if it did before for the same octets. */
  void timedOut(int flight, boolean again) {
    if (!again) {
      reduce(flight);
    }
    cwnd = mss;
  }

  private void reduce(int flight) {
    wMax = cwnd < wMax ? cwnd * (1 + BETA) / 2 : cwnd;
    ssthresh = Math.max((int) (Math.min(flight, cwnd) * BETA), 2 * mss);
    inEpoch = false;
    fraction = 0;
  }
}
