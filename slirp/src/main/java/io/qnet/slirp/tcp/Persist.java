package io.qnet.slirp.tcp;

/**
 * Asks whether a shut window has opened (RFC 9293, 3.8.6.1): the guest's announcement of that may
 * have been lost. The first question comes after one retransmission time-out, and each next one
 * after twice the time.
 */
final class Persist {
  private final long maxInterval;
  private final long windowLife;
  private final Timer timer = new Timer();
  private long interval;
  private long since;
  private int probes;

  Persist(TcpTimes times) {
    this.maxInterval = times.maxRto();
    this.windowLife = times.windowLife();
  }

  boolean isOn() {
    return timer.isOn();
  }

  Timer timer() {
    return timer;
  }

  /** Begins to wait, if it does not wait already. */
  void start(long rto, long now) {
    if (!timer.isOn()) {
      interval = rto;
      since = now;
      probes = 0;
      timer.set(now + interval);
    }
  }

  /** The window is open, or nothing is left to send. */
  void stop() {
    timer.stop();
  }

  /** Whether anything was asked, so that octets were sent into a shut window. */
  boolean hasAsked() {
    return timer.isOn() && probes > 0;
  }

  /** The link stands still; that is not the guest's doing. */
  void postpone(long now) {
    timer.set(now + interval);
  }

  /** A question is asked now. */
  void asked(long now) {
    probes++;
    interval = Math.min(interval * 2, maxInterval);
    timer.set(now + interval);
  }

  /** Whether the window has been shut for too long. */
  boolean isHopeless(long now) {
    return now - since >= windowLife;
  }
}
