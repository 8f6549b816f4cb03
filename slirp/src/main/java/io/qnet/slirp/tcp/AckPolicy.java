package io.qnet.slirp.tcp;

import java.util.concurrent.TimeUnit;

/**
 * When to acknowledge (RFC 9293, 3.8.6.3; RFC 5681, 4.2): once, at the end of the burst that
 * brought text. Waiting gains nothing over a link without delay, and may stall a guest that waits
 * for us with less than a segment in hand.
 *
 * <p>Only where the guest asks and is answered, one segment each, several times in a row, do we
 * wait for the answer to take the acknowledgment along, at most for 40 ms; the first time that it
 * does not, or the guest says more before it does, ends that.
 */
final class AckPolicy {
  static final long DELAY = TimeUnit.MILLISECONDS.toNanos(40);
  private static final int INTERACTIVE = 3;

  private final Timer delayed = new Timer();
  private boolean due;
  private boolean alone;
  private boolean unacknowledged;
  private int texts;
  private int answers;

  Timer delayed() {
    return delayed;
  }

  /** Text came in order; {@code small} if it is less than two full segments. */
  void text(boolean small) {
    texts++;
    unacknowledged = true;
    due |= !small || texts > 1 || answers < INTERACTIVE;
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

  /** The burst ends: text that is not acknowledged yet is when the delay has passed. */
  void delay(long now) {
    if (unacknowledged && !delayed.isOn()) {
      delayed.set(now + DELAY);
    }
  }

  /** No answer came within the delay. */
  void delayPassed() {
    delayed.stop();
    answers = 0;
    due = true;
  }

  /** A segment with the acknowledgment left, with or without text. */
  void sent(boolean withText) {
    unacknowledged = false;
    delayed.stop();
    alone &= withText;
    due = alone;
    if (withText && texts > 0) {
      answers = texts == 1 ? Math.min(answers + 1, INTERACTIVE) : 0;
      texts = 0;
    }
  }
}
