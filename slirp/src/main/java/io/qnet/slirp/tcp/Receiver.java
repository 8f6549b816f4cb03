package io.qnet.slirp.tcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.OctetQueue;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpView;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The receive sequence space (RFC 9293, 3.3.1): puts octets in order, keeps them for the reader,
 * and decides which window to show.
 *
 * <p>Octets that are read in the burst they came in are slices of what the link read. Those that
 * outlive it move to an {@link OctetQueue}, which does not let few octets hold much memory.
 */
final class Receiver {
  /**
   * How far window edges, rounded up to the scale so that they never move back, may lie beyond the
   * buffer.
   */
  private static final int ROUNDING_ALLOWANCE = 1 << 16;

  private static final int MAX_WINDOW_FIELD = 0xffff;

  private final int buffer;
  private final OutOfOrderQueue early = new OutOfOrderQueue();
  private final ArrayDeque<ByteBuf> fresh = new ArrayDeque<>();
  private final OctetQueue kept = new OctetQueue();
  private int queued;
  private long delivered;
  private int irs;
  private int rcvNxt;
  private int edge;
  private int scale;
  private int mss = TcpSettings.MIN_MSS;
  private boolean finKnown;
  private int finAt;
  private boolean ended;
  private boolean discarding;

  Receiver(int buffer) {
    this.buffer = buffer;
  }

  /** The guest's SYN came with this sequence number. Windows of SYNs are not scaled. */
  void begin(int initialSequence) {
    irs = initialSequence;
    rcvNxt = irs + 1;
    edge = rcvNxt + Math.min(buffer, MAX_WINDOW_FIELD);
  }

  /** Both SYNs are through. */
  void agreed(int ownScale, int segmentSize) {
    scale = ownScale;
    mss = segmentSize;
  }

  int initialSequence() {
    return irs;
  }

  /** RCV.NXT. */
  int next() {
    return rcvNxt;
  }

  /** The guest's FIN was reached: all that it sent is here. */
  boolean ended() {
    return ended;
  }

  /** Whether something waits for earlier octets. */
  boolean hasGap() {
    return !early.isEmpty();
  }

  /** Octets that may wait for the reader. */
  int capacity() {
    return buffer;
  }

  /** Octets that wait for the reader. */
  int queued() {
    return queued;
  }

  /** Octets that wait for earlier ones. */
  int outOfOrder() {
    return early.size();
  }

  /** Octets of memory held, between bursts. */
  long pinned() {
    return kept.pinned() + early.pinned();
  }

  /** Octets taken in order, ever. */
  long total() {
    return delivered + queued;
  }

  /**
   * RFC 9293, 3.10.7.4, first: whether a segment touches the window. One that begins exactly at
   * RCV.NXT does even if the window is shut: its acknowledgment counts, its text is cut off.
   */
  boolean acceptable(int sequence, int length) {
    int old = rcvNxt - sequence;
    return inWindow(sequence) || (old > 0 && old < length);
  }

  /** Whether a number is one of those that the guest was told it may send. */
  boolean inWindow(int sequence) {
    int ahead = sequence - rcvNxt;
    return ahead == 0 || (ahead > 0 && ahead < edge - rcvNxt);
  }

  /** Nobody will read: what comes is acknowledged and forgotten. */
  void discard() {
    discarding = true;
    clear();
  }

  /**
   * RFC 9293, 3.10.7.4, seventh and eighth: text and FIN.
   *
   * @return whether the text was exactly the next one and all of it was taken
   */
  boolean take(TcpView segment) {
    int length = segment.payloadLength();
    int end = segment.sequence() + length;
    int from = Seq.max(segment.sequence(), rcvNxt);
    int to = Seq.min(end, edge);
    if (segment.has(TcpFlags.FIN) && !finKnown && to == end && mayEndAt(end)) {
      finKnown = true;
      finAt = end;
    }
    if (finKnown) {
      to = Seq.min(to, finAt);
    }
    boolean smooth = from == segment.sequence() && to == end && from == rcvNxt && early.isEmpty();
    if (Seq.before(from, to)) {
      takeText(segment, from, to);
    }
    if (finKnown && !ended && rcvNxt == finAt) {
      ended = true;
      rcvNxt++;
      edge = Seq.max(edge, rcvNxt);
      early.clear();
    }
    return smooth;
  }

  /** What fills the gap always gets in, however full the queue behind the gap is. */
  private void takeText(TcpView segment, int from, int to) {
    int index = segment.payload() + (from - segment.sequence());
    int rest = from;
    if (from == rcvNxt) {
      rest = early.isEmpty() ? to : Seq.min(to, early.lowest());
      ready(segment.buf().retainedSlice(index, rest - from));
      rcvNxt = rest;
    }
    if (Seq.before(rest, to)) {
      early.insert(rest, to, segment.buf(), index + (rest - from));
    }
    drain();
  }

  /** A FIN before octets that are already here is a lie. */
  private boolean mayEndAt(int end) {
    return Seq.notAfter(rcvNxt, end) && (early.isEmpty() || Seq.notAfter(early.highest(), end));
  }

  private void drain() {
    int next = early.drain(rcvNxt, fresh);
    queued += next - rcvNxt;
    rcvNxt = next;
    if (discarding) {
      clearReady();
    }
  }

  private void ready(ByteBuf octets) {
    if (discarding) {
      delivered += octets.readableBytes();
      octets.release();
      return;
    }
    queued += octets.readableBytes();
    fresh.add(octets);
  }

  /** The next octets for the reader, handed over; null if there are none. */
  @Nullable ByteBuf poll() {
    ByteBuf next = kept.poll();
    if (next == null) {
      next = fresh.poll();
    }
    if (next != null) {
      queued -= next.readableBytes();
      delivered += next.readableBytes();
    }
    return next;
  }

  /** The burst ends: what was not read has to outlive it. */
  void keep() {
    for (ByteBuf octets = fresh.poll(); octets != null; octets = fresh.poll()) {
      kept.append(octets);
    }
  }

  /**
   * The window to write into a segment that leaves now, which the guest then relies on: an edge
   * that was shown is not taken back.
   */
  int showWindow(boolean syn) {
    int window = window();
    int shift = syn ? 0 : scale;
    int field = window >>> shift;
    int promised = edge - rcvNxt;
    if ((field << shift) < promised && queued + promised < buffer + ROUNDING_ALLOWANCE) {
      field++;
    }
    field = Math.min(field, MAX_WINDOW_FIELD);
    edge = Seq.max(edge, rcvNxt + (field << shift));
    return field;
  }

  /** What was promised, or more once that is worth telling (RFC 9293, 3.8.6.2.2). */
  private int window() {
    int promised = edge - rcvNxt;
    return free() - promised >= Math.min(buffer / 2, mss) ? free() : promised;
  }

  private int free() {
    return Math.max(0, buffer - queued);
  }

  /** Whether the window opened by so much that the guest should be told without being asked. */
  boolean opened() {
    int most = Math.min(free(), MAX_WINDOW_FIELD << scale);
    return !ended && delivered > 0 && most - (edge - rcvNxt) >= Math.min(buffer / 2, 2 * mss);
  }

  /** Edges for the SACK option. */
  int[] sackBlocks(int most) {
    return early.blocks(most);
  }

  /** Gives everything up. */
  void clear() {
    early.clear();
    clearReady();
  }

  private void clearReady() {
    for (ByteBuf octets = poll(); octets != null; octets = poll()) {
      octets.release();
    }
  }
}
