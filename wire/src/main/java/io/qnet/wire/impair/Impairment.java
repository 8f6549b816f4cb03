package io.qnet.wire.impair;

import java.time.Duration;

/**
 * What goes wrong in one direction of a link. Probabilities are from 0.0 to 1.0.
 *
 * @param loss that a frame is lost
 * @param burst how many are lost in a row, on average (Gilbert's model); 1 if each is judged alone
 * @param duplicate that a frame arrives twice
 * @param corrupt that one bit of a frame is turned
 * @param noise bits that are turned in each 2^20 octets, on average
 * @param reorder that a frame is held until the next has overtaken it, or 10 ms
 * @param delay how long frames travel
 * @param jitter by how much that varies: at most, if evenly spread; three standard deviations, if
 *     normally
 * @param spread how it varies
 * @param rate bits per second that leave the queue; 0 for no bound
 * @param speed bits per second that the sender may send, who waits instead of losing; 0 for no
 *     bound
 * @param buffer octets that may wait for their turn at {@code rate}; 0 for 100 ms' worth
 * @param mtu octets of the longest frame that passes, without its Ethernet header; 0 for no bound
 * @param fifo whether no frame overtakes another because its delay is shorter
 */
public record Impairment(
    double loss,
    double burst,
    double duplicate,
    double corrupt,
    double noise,
    double reorder,
    Duration delay,
    Duration jitter,
    Spread spread,
    long rate,
    long speed,
    long buffer,
    int mtu,
    boolean fifo) {
  /** Nothing goes wrong. */
  public static final Impairment NONE =
      new Impairment(
          0, 1, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Spread.UNIFORM, 0, 0, 0, 0, true);

  private static final long BITS = 8;
  private static final long LEAST_BUFFER = 64 << 10;
  private static final long BUFFERS_PER_SECOND = 10;

  /** How a delay varies. */
  public enum Spread {
    /** Every value between the bounds is as likely as every other. */
    UNIFORM,
    /** Values near the middle are the most likely. */
    NORMAL
  }

  /** Octets that may wait for their turn. */
  long bufferOctets() {
    return buffer > 0 ? buffer : Math.max(LEAST_BUFFER, rate / BITS / BUFFERS_PER_SECOND);
  }

  /** Whether frames have to be seen one by one, so that none may stand for many. */
  boolean actsOnPackets() {
    return loss > 0
        || duplicate > 0
        || reorder > 0
        || rate > 0
        || speed > 0
        || mtu > 0
        || actsOnOctets();
  }

  /** Whether the octets themselves change, so that checksums have to be finished before. */
  boolean actsOnOctets() {
    return corrupt > 0 || noise > 0;
  }

  /** Whether frames may have to wait. */
  boolean takesTime() {
    return rate > 0 || speed > 0 || !delay.isZero() || !jitter.isZero();
  }

  /** As the words that {@link ImpairmentPlan#parse} reads; empty if nothing goes wrong. */
  @Override
  public String toString() {
    return ImpairmentWords.text(this);
  }
}
