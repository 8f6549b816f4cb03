package io.qnet.wire.impair;

import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A long link: each frame arrives a delay later, plus a random part of the jitter.
 *
 * <p>Frames stay in order unless that is given up: then the jitter of each counts alone, and a
 * lucky one overtakes. At most 64 MiB are under way (250 ms at 2 Gbit/s); what comes on top drops.
 */
public final class DelayedLink extends WrappedLink {
  /** Octets that may be under way. */
  static final long MOST_UNDER_WAY = 64 << 20;

  /**
   * How long frames travel.
   *
   * @param least time of every frame
   * @param jitter upper bound of what chance adds, evenly spread
   * @param inOrder whether no frame overtakes another
   */
  public record Delay(Duration least, Duration jitter, boolean inOrder) {
    /** Checks that time does not run backwards. */
    public Delay {
      if (least.isNegative() || jitter.isNegative()) {
        throw new IllegalArgumentException(
            "a delay and its jitter are 0 or more, but got " + least + " and " + jitter);
      }
    }

    /** The same for every frame. */
    public static Delay of(Duration delay) {
      return new Delay(delay, Duration.ZERO, true);
    }
  }

  private record Traveller(Frame frame, long arrival, long order) {}

  private final long least;
  private final long jitter;
  private final boolean inOrder;
  private final RandomGenerator random;
  private final Burst burst;
  private final Deadlines.Entry next;
  private final PriorityQueue<Traveller> travellers =
      new PriorityQueue<>(
          (a, b) ->
              a.arrival != b.arrival
                  ? Long.signum(a.arrival - b.arrival)
                  : Long.compare(a.order, b.order));
  private @Nullable Traveller last;
  private long order;
  private long underWay;

  /** Delays what is sent to {@code link}; {@code random} decides on the jitter. */
  public DelayedLink(Link link, Delay delay, RandomGenerator random, Burst burst) {
    super(link);
    this.least = delay.least.toNanos();
    this.jitter = delay.jitter.toNanos();
    this.inOrder = delay.inOrder;
    this.random = random;
    this.burst = burst;
    this.next = new Deadlines(burst).entry(this::arrive);
  }

  @Override
  public void send(Frame frame) {
    if (underWay + frame.length() > MOST_UNDER_WAY) {
      drops().count(DropReason.LINK_FULL, frame);
      return;
    }
    long arrival = burst.now() + least + (jitter == 0 ? 0 : random.nextLong(jitter));
    if (inOrder && last != null && arrival - last.arrival < 0) {
      arrival = last.arrival;
    }
    Traveller traveller = new Traveller(frame.settled(), arrival, order++);
    last = traveller;
    underWay += frame.length();
    travellers.add(traveller);
    arm();
  }

  private void arrive(long now) {
    for (Traveller first = travellers.peek();
        first != null && first.arrival - now <= 0;
        first = travellers.peek()) {
      travellers.remove();
      underWay -= first.frame.length();
      link.send(first.frame);
    }
    if (travellers.isEmpty()) {
      last = null;
    }
    arm();
  }

  private void arm() {
    Traveller first = travellers.peek();
    next.set(first == null ? Deadlines.NEVER : first.arrival);
  }

  @Override
  public void close() {
    next.set(Deadlines.NEVER);
    travellers.forEach(traveller -> traveller.frame.release());
    travellers.clear();
    last = null;
    underWay = 0;
    super.close();
  }
}
