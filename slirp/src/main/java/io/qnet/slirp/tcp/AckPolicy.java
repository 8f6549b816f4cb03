package io.qnet.slirp.tcp;

import java.util.concurrent.TimeUnit;

/**
 * When to acknowledge (RFC 9293, 3.8.6.3; RFC 5681, 4.2): at the end of the burst, once, if two
 * full segments came, or one with PSH (the guest has said what it had to say; delaying that stalls
 * a guest that uses Nagle's algorithm), or anything out of order; else 40 ms later, if no data of
 * ours takes the acknowledgment along before.
 */
final class AckPolicy {
  static final long DELAY = TimeUnit.MILLISECONDS.toNanos(40);
  private static final int SEGMENTS = 2;

  private final Timer delayed = new Timer();
  private boolean due;
  private boolean alone;
  private int octets;

  Timer delayed() {
    return delayed;
  }

  /** Text came in order. */
  void text(int length, int mss, boolean push) {
    octets += length;
    due |= push || octets >= SEGMENTS * mss;
  }

  /** The next burst's end brings an acknowledgment. */
  void atOnce() {
    due = true;
  }

  /** The same, in a segment without text, which has room for SACK blocks. */
  void atOnceAlone() {
    due = true;
    alone = true;
  }

  /** Whether a segment without text has to be sent for it. */
  boolean due() {
    return due;
  }

  /** Text waits for its acknowledgment, and nothing is due: it is, after the delay. */
  void delay(long now) {
    if (octets > 0 && !delayed.isOn()) {
      delayed.set(now + DELAY);
    }
  }

  /** A segment with the acknowledgment left, with or without text. */
  void sent(boolean withText) {
    octets = 0;
    delayed.stop();
    alone &= withText;
    due = alone;
  }
}
