package io.qnet.slirp.tcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import org.jspecify.annotations.Nullable;

/**
 * Sends what window, congestion and link allow, and again what was lost. Nagle's algorithm is off:
 * what the host said is passed on at the end of the burst.
 *
 * <p>Timers run only while the link takes segments: a guest that stands still is not a lossy path.
 */
final class Sender {
  final SendSequence space;
  final RttEstimator rtt;
  final SendTimers timers;
  private final SegmentOutput output;
  private final TcpContext context;
  private final int bufferLimit;
  private final SendWindow window = new SendWindow();
  private final LossRecovery recovery = new LossRecovery();
  private final CongestionControl congestion = new CongestionControl(TcpSettings.MIN_MSS);
  private int mss = TcpSettings.MIN_MSS;
  private boolean agreed;
  private boolean congested;
  private boolean synWasLost;
  private long lastSent;
  private long retransmits;

  Sender(TcpSettings settings, TcpContext context, SegmentOutput output, int iss) {
    this.output = output;
    this.context = context;
    this.bufferLimit = settings.sendBuffer();
    this.rtt = new RttEstimator(settings.times());
    this.timers = new SendTimers(settings.times(), rtt);
    this.space = new SendSequence(iss);
  }

  int congestionWindow() {
    return congestion.window();
  }

  long retransmits() {
    return retransmits;
  }

  int segmentSize() {
    return mss;
  }

  /** Our SYN leaves, for the first time or again. */
  void synSent(long now) {
    if (space.synSent()) {
      rtt.retransmitted();
      synWasLost = true;
      retransmits++;
    } else {
      space.sent(1);
      rtt.sent(space.nxt(), now);
      timers.progress(now);
      timers.restart(now);
    }
  }

  /** Both SYNs are through. */
  void agreed(SynOptions options) {
    agreed = true;
    mss = options.segmentSize();
    recovery.agreed(options.sack(), mss, space.initial());
    congestion.segmentSize(mss, true);
    if (synWasLost) {
      congestion.synWasLost();
    }
  }

  /** Takes over octets to send; false if the queue is full with them. */
  boolean write(ByteBuf octets) {
    space.queue.append(octets);
    return space.queue.size() < bufferLimit && space.queue.pinned() < 4L * bufferLimit;
  }

  /** Whether a writer that was told to wait may go on. */
  boolean hasRoom() {
    return space.queue.size() < (bufferLimit + 1) / 2 && space.queue.pinned() < 2L * bufferLimit;
  }

  /** RFC 5961, 5.2: whether an acknowledgment lies where one can be. */
  boolean plausible(int acknowledgment) {
    int ahead = acknowledgment - space.una();
    return ahead <= space.outstanding() && ahead >= -window.largest();
  }

  /**
   * The number for a segment without text: SND.NXT, unless the guest shut its window before that.
   */
  int ackSequence() {
    return agreed ? Seq.min(space.nxt(), space.una() + window.size()) : space.nxt();
  }

  /** The window as the SYN of the guest, or the segment that completes the opening, shows it. */
  void firstWindow(TcpView segment, int octets) {
    window.set(segment, octets);
  }

  /** RFC 9293, 3.10.7.4, fifth: the acknowledgment and the window of a segment. */
  void take(TcpView segment, int octets, TcpOptions options, long now) {
    int ack = segment.acknowledgment();
    boolean news = recovery.takeSack(options.sack(), Seq.max(space.una(), ack), space.nxt());
    boolean probed = timers.persist.hasAsked();
    if (timers.persist.isOn()) {
      timers.progress(now); // it lives, if only to say no
    }
    if (Seq.before(space.una(), ack)) {
      advance(ack, options, now);
    } else if (ack == space.una() && isDuplicate(segment, octets, news)) {
      int flight = space.outstanding();
      if (recovery.duplicate(space.una(), space.nxt())) {
        congestion.lost(flight);
      }
    }
    if (window.isOlderThan(segment) && !Seq.before(ack, space.una())) {
      takeWindow(segment, octets, probed, now);
    }
  }

  private boolean isDuplicate(TcpView segment, int octets, boolean news) {
    if (recovery.usesSack()) {
      return news;
    }
    return space.outstanding() > 0
        && segment.segmentLength() == 0
        && octets == window.size()
        && octets != 0;
  }

  private void advance(int ack, TcpOptions options, long now) {
    int octets = ack - space.una();
    rtt.acknowledged(ack, agreed ? Timestamps.roundTrip(options, now) : 0, now);
    rtt.resetBackoff();
    space.acknowledged(ack);
    timers.progress(now);
    timers.persist.stop();
    if (recovery.advanced(ack, octets) && congested) {
      congestion.acknowledged(octets, rtt.smoothed(), now);
    }
    if (space.outstanding() == 0) {
      timers.retransmission.stop();
    } else {
      timers.restart(now);
    }
  }

  private void takeWindow(TcpView segment, int octets, boolean probed, long now) {
    window.set(segment, octets);
    if (octets > 0) {
      timers.persist.stop();
      if (probed && space.outstanding() > 0) { // what lay beyond the window may be gone
        recovery.beginAfresh(space.una(), space.nxt());
        timers.restart(now);
      }
    }
  }

  /** Sends what is allowed now. */
  void transmit(long now) {
    if (space.outstanding() == 0 && now - lastSent > rtt.rto()) {
      congestion.restartAfterIdle();
    }
    congested = false;
    int pipe = recovery.pipe(space.una(), space.nxt());
    while (context.writable() && !window.isShut()) {
      int room = congestion.window() - pipe;
      int sent = resend(recovery.nextLost(space.una()), room, recovery.ignoresWindow());
      if (sent == 0) {
        sent = sendNew(room, now);
      }
      if (sent == 0) {
        sent = resend(recovery.nextDoubtful(space.una()), room, false);
      }
      if (sent == 0) {
        break;
      }
      pipe += sent;
      lastSent = now;
    }
    congested |= congestion.inSlowStart() && 2 * space.outstanding() > congestion.window();
    arm(now);
  }

  private int resend(Scoreboard.@Nullable Hole hole, int room, boolean atOnce) {
    if (hole == null) {
      return 0;
    }
    if (room < mss && !atOnce) {
      congested = true;
      return 0;
    }
    int limit = Seq.min(hole.right(), space.una() + window.size());
    int left = limit - hole.left();
    if (left <= 0) {
      return 0;
    }
    boolean lastWithFin = left == mss + 1 && space.reachesFin(limit);
    int length = lastWithFin ? left : Math.min(left, mss);
    sendAgain(hole.left(), length);
    recovery.resent(hole.left() + length);
    return length;
  }

  private int sendNew(int room, long now) {
    int unsent = space.unsent();
    int usable = space.una() + window.size() - space.nxt();
    int length = Math.min(Math.min(unsent, usable), mss);
    if (length == mss) {
      length = superSegment(Math.min(Math.min(unsent, usable), room));
    }
    boolean fin = space.finDue() && length == unsent && usable > length;
    if (length < 0 || (length == 0 && !fin)) {
      return 0;
    }
    if (length < mss && length < unsent && length < window.largest() / 2) {
      return 0; // RFC 9293, 3.8.6.2.1: nothing silly; the window opens, or Persist sends it
    }
    if (room < length && space.outstanding() > 0) {
      congested = true;
      return 0;
    }
    sendNext(fin ? length + 1 : length, now);
    return length;
  }

  /**
   * How much of {@code allowed} octets leaves as one: whole segments as far as they lie in one
   * buffer, which are not copied; or the last octets of the buffer; at least one segment.
   */
  private int superSegment(int allowed) {
    int most = Math.min(allowed, context.superSegment());
    if (most < 2 * mss) {
      return mss;
    }
    int contiguous = space.contiguous(space.nxt());
    return contiguous <= most ? Math.max(contiguous, mss) : most - most % mss;
  }

  private void sendNext(int length, long now) {
    if (space.outstanding() == 0) {
      timers.progress(now);
    }
    int from = space.nxt();
    space.sent(length);
    rtt.sent(space.nxt(), now);
    send(from, length);
  }

  private void sendAgain(int sequence, int length) {
    retransmits++;
    rtt.retransmitted();
    send(sequence, length);
  }

  /** Sends {@code length} numbers from {@code sequence} on; the last may be the FIN. */
  private void send(int sequence, int length) {
    boolean fin = space.reachesFin(sequence + length);
    int text = fin ? length - 1 : length;
    int flags = TcpFlags.ACK | (fin ? TcpFlags.FIN : 0);
    if (text == 0) {
      output.segment(flags, sequence);
      return;
    }
    boolean push = sequence + text == space.dataEnd();
    ByteBuf payload = space.octets(sequence, text);
    output.segment(push ? flags | TcpFlags.PSH : flags, sequence, payload);
    payload.release();
  }

  private void arm(long now) {
    boolean waits = space.outstanding() > 0;
    boolean shut = window.isShut() ? waits || space.hasUnsent() : !waits && space.hasUnsent();
    if (shut && context.writable()) {
      timers.retransmission.stop();
      timers.persist.start(rtt.rto(), now);
    } else if (!shut) {
      timers.persist.stop();
      timers.keepRunning(waits, now);
    }
  }

  /** The path takes no more than {@code size} octets: cuts what is outstanding anew. */
  void segmentSize(int size, long now) {
    mss = size;
    recovery.segmentSize(size);
    congestion.segmentSize(size, false);
    if (space.outstanding() > 0) {
      recovery.beginAfresh(space.una(), space.nxt());
      timers.restart(now);
    }
  }

  /** The link takes segments again; the time that it did not counts for nothing. */
  void linkWritable(long now) {
    if (timers.retransmission.isOn()) {
      timers.restart(now);
      timers.progress(now);
    }
  }

  /**
   * The retransmission time-out passed (RFC 6298, 5.4 to 5.6).
   *
   * @return whether to give up
   */
  boolean timedOut(long now) {
    if (!context.writable()) {
      timers.restart(now);
      timers.progress(now);
      return false;
    }
    if (timers.dataIsHopeless(now)) {
      return true;
    }
    congestion.timedOut(space.outstanding(), rtt.isBackedOff());
    recovery.beginAfresh(space.una(), space.nxt());
    rtt.backOff();
    timers.restart(now);
    return false;
  }

  /**
   * The window was shut for one more interval: asks with one octet, which may lie beyond it.
   *
   * @return whether to give up
   */
  boolean probe(long now) {
    if (!context.writable()) {
      timers.persist.postpone(now);
      timers.progress(now);
      return false;
    }
    if (timers.persist.isHopeless(now) || timers.dataIsHopeless(now)) {
      return true;
    }
    if (space.outstanding() > 0) {
      sendAgain(space.una(), 1);
    } else if (space.hasUnsent()) {
      int allowed = Math.min(Math.max(1, Math.min(window.size(), mss)), space.unsent());
      sendNext(Math.max(1, allowed), now);
    }
    timers.persist.asked(now);
    return false;
  }

  /** Gives everything up. */
  void clear() {
    space.queue.clear();
    timers.stop();
  }
}
