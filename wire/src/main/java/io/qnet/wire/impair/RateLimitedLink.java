package io.qnet.wire.impair;

import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.clock.Deadlines;
import java.util.ArrayDeque;

/**
 * A slow link: one bit after the other, at a given rate, behind a queue of a given size.
 *
 * <p>A frame leaves when its last bit has been sent; only the octets of frames count, not what
 * Ethernet adds on a real wire. A full queue drops its newest, as that of a simple router does, and
 * does not push back: {@link #writable} speaks of the wrapped link only. That is the lesson such a
 * link is for.
 */
public final class RateLimitedLink extends WrappedLink {
  private static final long BIT_NANOS_PER_OCTET = 8L * 1_000_000_000L;

  private record Waiting(Frame frame, long sent) {}

  private final long bitsPerSecond;
  private final int queueOctets;
  private final Burst burst;
  private final Deadlines.Entry next;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private long queued;
  private long busyUntil;
  private long remainder;

  /**
   * Slows down what is sent to {@code link}.
   *
   * @param bitsPerSecond 1 or more
   * @param queueOctets what may wait, including the frame that is being sent; one frame always may
   */
  public RateLimitedLink(Link link, long bitsPerSecond, int queueOctets, Burst burst) {
    super(link);
    if (bitsPerSecond < 1 || queueOctets < 0) {
      throw new IllegalArgumentException(
          "a rate is 1 bit/s or more and a queue 0 octets or more, but got "
              + bitsPerSecond
              + " and "
              + queueOctets);
    }
    this.bitsPerSecond = bitsPerSecond;
    this.queueOctets = queueOctets;
    this.burst = burst;
    this.next = new Deadlines(burst).entry(this::advance);
  }

  @Override
  public void send(Frame frame) {
    int length = frame.length();
    if (!queue.isEmpty() && queued + length > queueOctets) {
      drops().count(DropReason.LINK_FULL, frame);
      return;
    }
    if (queue.isEmpty() && busyUntil - burst.now() <= 0) {
      busyUntil = burst.now();
      remainder = 0;
    }
    long bitNanos = length * BIT_NANOS_PER_OCTET + remainder;
    busyUntil += bitNanos / bitsPerSecond;
    remainder = bitNanos % bitsPerSecond;
    queued += length;
    queue.add(new Waiting(frame.settled(), busyUntil));
    arm();
  }

  private void advance(long now) {
    for (Waiting first = queue.peek();
        first != null && first.sent - now <= 0;
        first = queue.peek()) {
      queue.remove();
      queued -= first.frame.length();
      link.send(first.frame);
    }
    arm();
  }

  private void arm() {
    Waiting first = queue.peek();
    next.set(first == null ? Deadlines.NEVER : first.sent);
  }

  @Override
  public void close() {
    next.set(Deadlines.NEVER);
    queue.forEach(waiting -> waiting.frame.release());
    queue.clear();
    queued = 0;
    super.close();
  }
}
