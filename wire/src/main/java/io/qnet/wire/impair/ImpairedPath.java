package io.qnet.wire.impair;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an {@link ImpairedLink}. A frame is judged in the order of a real wire:
 *
 * <pre>
 *  too long? lost? corrupted? held, to be overtaken? doubled?
 *    -&gt; sender's speed -&gt; buffer, rate -&gt; delay -&gt; onward
 * </pre>
 *
 * <p>Frames that wait have one timer among them, and it rings every {@link #PAUSE} at most: what
 * has come due is handed on in one burst. Due times themselves are not rounded, so rates stay
 * exact.
 */
final class ImpairedPath {
  /** Octets that may be under way: 250 ms at 1 Gbit/s. */
  static final long MOST_UNDER_WAY = 32 << 20;

  /** How long a frame waits to be overtaken. */
  static final long HOLD = Duration.ofMillis(10).toNanos();

  /** Between two rings of the timer. */
  static final long PAUSE = Duration.ofNanos(100_000).toNanos();

  /** What a sender may be ahead of its speed before he is told to wait. */
  private static final long SLACK = Duration.ofMillis(1).toNanos();

  /** Where the Ethernet type is. */
  private static final int TYPE = 12;

  private static final double BIT_NANOS_PER_OCTET = 8e9;
  private static final double NORMAL_BOUND = 3;

  /** Where frames go from here. */
  interface Onward {
    /** Takes one over. */
    void pass(Frame frame);

    /** Takes one over that goes nowhere. */
    void lose(Frame frame, DropReason reason);

    /** All that was due has been passed. */
    void passedLate(boolean empty);

    /** The sender need not wait any more. */
    void ready();
  }

  private record Traveller(Frame frame, long came, long arrival, long order) {}

  private final Burst burst;
  private final Onward onward;
  private final Deadlines.Entry next;
  private final Deadlines.Entry hold;
  private final Deadlines.Entry ready;
  private final PriorityQueue<Traveller> travellers =
      new PriorityQueue<>(
          (a, b) ->
              a.arrival != b.arrival
                  ? Long.signum(a.arrival - b.arrival)
                  : Long.compare(a.order, b.order));
  private final Pacer speed = new Pacer();
  private final Pacer rate = new Pacer();
  private Chance chance = new Chance(0);
  private Tally tally;
  private @Nullable Frame held;
  private long heldSince;
  private boolean bursting;
  private long lastArrival;
  private long lastRing;
  private long order;
  private long underWay;

  ImpairedPath(Burst burst, Deadlines deadlines, Onward onward) {
    this.burst = burst;
    this.onward = onward;
    this.next = deadlines.entry(this::ring);
    this.hold = deadlines.entry(now -> letGo());
    this.ready = deadlines.entry(now -> onward.ready());
    this.tally = new Tally(burst.now());
    this.lastRing = burst.now() - PAUSE;
  }

  /** Begins to count, and to draw, anew. */
  void begin(long seed) {
    chance = new Chance(seed);
    tally = new Tally(burst.now());
    bursting = false;
  }

  boolean isEmpty() {
    return travellers.isEmpty() && held == null;
  }

  Measured measured() {
    return tally.measured(underWay, burst.clock().now());
  }

  /** Takes a frame over, and does to it what {@code values} say. */
  void take(Frame frame, Impairment values) {
    tally.frames++;
    tally.octets += frame.length();
    if (values.mtu() > 0 && payload(frame) > values.mtu()) {
      tally.oversize++;
      onward.lose(frame, DropReason.OVERSIZE);
      return;
    }
    if (loses(values)) {
      tally.lost++;
      onward.lose(frame, DropReason.IMPAIRED);
      return;
    }
    Frame arriving = corrupted(frame, values);
    boolean twice = Chance.happens(chance.duplicate, values.duplicate());
    boolean late = Chance.happens(chance.reorder, values.reorder()) && held == null;
    if (twice) {
      tally.duplicated++;
      enqueue(arriving.share(), values, burst.now());
    }
    if (late) {
      tally.reordered++;
      held = arriving.settled();
      heldSince = burst.now();
      hold.set(burst.now() + HOLD);
    } else {
      enqueue(arriving, values, burst.now());
      letGo();
    }
  }

  /** Octets behind the Ethernet header, of the longest packet that is to be cut from this. */
  private static int payload(Frame frame) {
    if (frame.gsoSize() > 0) {
      return frame.headerLength() + frame.gsoSize() - EthernetView.HEADER_LENGTH;
    }
    ByteBuf head = frame.head();
    boolean tagged =
        head.readableBytes() >= EthernetView.HEADER_LENGTH
            && head.getUnsignedShort(head.readerIndex() + TYPE) == EtherType.VLAN;
    int length = frame.length() - EthernetView.HEADER_LENGTH;
    return tagged ? length - EthernetView.TAG_LENGTH : length;
  }

  /**
   * Gilbert's model: a good state without loss and a bad one where all is lost. It leaves the bad
   * one as often as bursts of the wanted length need, and enters it as often as the wanted loss
   * does.
   */
  private boolean loses(Impairment values) {
    double loss = values.loss();
    if (values.burst() <= 1 || loss <= 0 || loss >= 1) {
      return Chance.happens(chance.loss, loss);
    }
    double change = bursting ? 1 / values.burst() : loss / (values.burst() * (1 - loss));
    if (chance.loss.nextDouble() < change) {
      bursting = !bursting;
    }
    return bursting;
  }

  private Frame corrupted(Frame frame, Impairment values) {
    if (!values.actsOnOctets()) {
      return frame;
    }
    int bits = Chance.happens(chance.corrupt, values.corrupt()) ? 1 : 0;
    double noise = values.noise() * frame.length() / (1 << 20);
    bits += (int) noise + (Chance.happens(chance.corrupt, noise - (int) noise) ? 1 : 0);
    if (bits == 0) {
      return frame;
    }
    tally.corrupted++;
    return Corruption.of(frame, bits, chance.corrupt);
  }

  private void enqueue(Frame frame, Impairment values, long came) {
    long now = burst.now();
    int length = frame.length();
    if (!values.takesTime() && travellers.isEmpty()) {
      tally.delivered(length, now - came, now);
      onward.pass(frame);
      return;
    }
    if (underWay + length > MOST_UNDER_WAY) {
      overflow(frame);
      return;
    }
    long sent = now;
    if (values.speed() > 0) {
      sent = speed.send(now, length, values.speed());
    }
    if (values.rate() > 0) {
      double queued = rate.backlog(sent) / BIT_NANOS_PER_OCTET * values.rate();
      if (queued > 0 && Math.round(queued) + length > values.bufferOctets()) {
        overflow(frame);
        return;
      }
      sent = rate.send(sent, length, values.rate());
    }
    long arrival = sent + delay(values);
    if (values.fifo() && !travellers.isEmpty() && arrival - lastArrival < 0) {
      arrival = lastArrival;
    }
    if (travellers.isEmpty() || arrival - lastArrival > 0) {
      lastArrival = arrival;
    }
    underWay += length;
    travellers.add(new Traveller(frame.settled(), came, arrival, order++));
    arm();
  }

  private void overflow(Frame frame) {
    tally.overflowed++;
    onward.lose(frame, DropReason.LINK_FULL);
  }

  private long delay(Impairment values) {
    long delay = values.delay().toNanos();
    long jitter = values.jitter().toNanos();
    if (jitter == 0) {
      return delay;
    }
    double by =
        switch (values.spread()) {
          case UNIFORM -> 2 * chance.jitter.nextDouble() - 1;
          case NORMAL -> chance.jitter.nextGaussian() / NORMAL_BOUND;
        };
    return Math.max(0, delay + Math.round(by * jitter));
  }

  /** What was held goes on, behind the frame that overtook it. */
  private void letGo() {
    Frame late = held;
    if (late != null) {
      held = null;
      hold.set(Deadlines.NEVER);
      enqueueHeld(late);
    }
  }

  private void enqueueHeld(Frame late) {
    long now = burst.now();
    if (travellers.isEmpty()) {
      tally.delivered(late.length(), now - heldSince, now);
      onward.pass(late);
      onward.passedLate(true);
    } else {
      underWay += late.length();
      travellers.add(new Traveller(late, heldSince, lastArrival, order++));
    }
  }

  private void ring(long now) {
    lastRing = now;
    for (Traveller first = travellers.peek();
        first != null && first.arrival - now <= 0;
        first = travellers.peek()) {
      travellers.remove();
      underWay -= first.frame.length();
      tally.delivered(first.frame.length(), now - first.came, now);
      onward.pass(first.frame);
    }
    arm();
    onward.passedLate(isEmpty());
  }

  private void arm() {
    Traveller first = travellers.peek();
    if (first == null) {
      next.set(Deadlines.NEVER);
    } else {
      long soonest = lastRing + PAUSE;
      next.set(first.arrival - soonest < 0 ? soonest : first.arrival);
    }
  }

  /** Whether the sender need not wait; if he has to, {@link Onward#ready} tells him when not. */
  boolean isReady(Impairment values) {
    long ahead = values.speed() == 0 ? 0 : speed.backlog(burst.now());
    if (ahead <= SLACK) {
      return true;
    }
    if (ready.deadline() == Deadlines.NEVER) {
      ready.set(burst.now() + ahead - SLACK);
    }
    return false;
  }

  void close() {
    next.set(Deadlines.NEVER);
    hold.set(Deadlines.NEVER);
    ready.set(Deadlines.NEVER);
    travellers.forEach(traveller -> traveller.frame.release());
    travellers.clear();
    underWay = 0;
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
