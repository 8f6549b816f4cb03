package io.qnet.slirp.tcp;

import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;

/**
 * Transmission control block (RFC 9293, 3.3.1): the parts of one connection, its state, and what
 * moves it from one state to the next other than a segment that arrives.
 */
final class ControlBlock {
  final TcpContext context;
  final SynOptions options;
  final Timestamps timestamps = new Timestamps();
  final AckPolicy acks = new AckPolicy();
  final Receiver receiver;
  final SegmentOutput output;
  final Sender sender;
  final GuestStream stream;
  private final TcpTimes times;
  private final Keepalive keepalive;
  private final ChallengeLimit challenges = new ChallengeLimit();
  private final Timer life = new Timer();
  private TcpState state = TcpState.CLOSED;
  private TcpState lastState = TcpState.CLOSED;
  private String closedWhy = "";
  private boolean closedTold;
  private boolean orphaned;
  private boolean asked;
  private int synLength;

  ControlBlock(TcpSettings settings, TcpContext context, int localPort, int remotePort, int iss) {
    this.context = context;
    this.times = settings.times();
    this.options = new SynOptions(settings);
    this.receiver = new Receiver(settings.receiveBuffer());
    this.output =
        new SegmentOutput(context, localPort, remotePort, options, timestamps, receiver, acks);
    this.sender = new Sender(settings, context, output, iss);
    this.keepalive = new Keepalive(times.keepaliveIdle());
    this.stream = new GuestStream(this);
  }

  TcpState state() {
    return state;
  }

  boolean isClosed() {
    return state == TcpState.CLOSED;
  }

  boolean isOrphaned() {
    return orphaned;
  }

  /** Where a connection begins; not reported, since nobody has it yet. */
  void begin(TcpState first) {
    state = first;
  }

  /** Asks for {@link #finish} at the end of the burst. */
  void ask() {
    if (!asked) {
      asked = true;
      context.finishLater();
    }
  }

  /** The guest's SYN: what it offers, and where its numbers begin. */
  void takeSyn(TcpView syn, TcpOptions offered) {
    options.take(offered);
    if (options.timestamps()) {
      timestamps.begin(offered, context.now());
    }
    receiver.begin(syn.sequence());
    synLength = syn.segmentLength();
    sender.firstWindow(syn, syn.window());
  }

  /** Answers the guest's SYN with RST. */
  void refuse() {
    output.refuse(receiver.initialSequence() + synLength);
  }

  void sendSyn() {
    output.syn(sender.space.initial());
    sender.synSent(context.now());
  }

  void sendSynAck() {
    output.synAck(sender.space.initial());
    sender.synSent(context.now());
  }

  void establish(String why) {
    sender.agreed(options);
    receiver.agreed(options.ownScale(), options.segmentSize());
    keepalive.heard(context.now());
    moveTo(TcpState.ESTABLISHED, why);
  }

  /** A segment came that belongs to the connection. */
  void heard() {
    if (state != TcpState.TIME_WAIT) {
      keepalive.heard(context.now());
    }
  }

  /** RFC 5961: an acknowledgment for a segment that should not have come, unless too many did. */
  void challenge() {
    if (challenges.allows(context.now())) {
      acks.atOnceAlone();
      ask();
    }
  }

  void moveTo(TcpState next, String why) {
    TcpState from = state;
    state = next;
    context.onState(from, next, why);
    if (next == TcpState.FIN_WAIT_2 && orphaned) {
      life.set(context.now() + times.orphanLife());
    }
  }

  /** Both FINs are through, and ours was acknowledged: waits 2 MSL (RFC 9293, 3.6.1). */
  void waitOut(String why) {
    moveTo(TcpState.TIME_WAIT, why);
    sender.timers.stop();
    keepalive.timer().stop();
    restartWait();
  }

  void restartWait() {
    life.set(context.now() + 2 * times.maximumSegmentLife());
  }

  /** The end; reported once the reader was told everything. */
  void close(String why) {
    lastState = state;
    closedWhy = why;
    state = TcpState.CLOSED;
    life.stop();
    keepalive.timer().stop();
    acks.sent(false);
    sender.clear();
    ask();
  }

  /** The end, early: the reader is told why. */
  void close(Reason reason, String why) {
    stream.ended(reason);
    close(why);
  }

  /** ABORT call (RFC 9293, 3.10.5): tells the guest, if it knows of the connection. */
  void abort(String why) {
    if (isClosed()) {
      return;
    }
    if (state.isAbortedWithReset()) {
      output.reset(sender.ackSequence());
    }
    close(why);
  }

  /** The host side is gone altogether: ends, and wants nothing any more. */
  void orphan() {
    orphaned = true;
    stream.end();
    stream.forget();
    if (receiver.queued() > 0) {
      abort("data for a host side that is gone");
      return;
    }
    if (state == TcpState.FIN_WAIT_2) {
      life.set(context.now() + times.orphanLife());
    }
  }

  /** The end of the burst: tells the reader, then sends data, then at most one acknowledgment. */
  void finish() {
    asked = true;
    stream.deliver();
    if (!isClosed()) {
      receiver.keep();
      send(context.now());
    }
    asked = false;
    if (isClosed()) {
      settle();
    } else if (stream.hasNews()) {
      ask();
    }
  }

  private void send(long now) {
    if (state == TcpState.SYN_SENT && !sender.space.synSent()) {
      sendSyn();
    }
    if (state.sendsText()) {
      sender.transmit(now);
      if (sender.space.finSent() && state == TcpState.ESTABLISHED) {
        moveTo(TcpState.FIN_WAIT_1, "our FIN");
      } else if (sender.space.finSent() && state == TcpState.CLOSE_WAIT) {
        moveTo(TcpState.LAST_ACK, "our FIN");
      }
    }
    if (state.isSynchronized()) {
      if (acks.due() || (state.takesText() && receiver.opened())) {
        output.acknowledge(sender.ackSequence());
      }
      acks.delay(now);
    }
  }

  private void settle() {
    if (stream.isSettled() && !closedTold) {
      closedTold = true;
      receiver.clear();
      context.onState(lastState, TcpState.CLOSED, closedWhy);
    } else if (!closedTold) {
      receiver.keep();
      if (stream.hasNews()) {
        ask();
      }
    }
  }

  long deadline() {
    if (isClosed()) {
      return Deadlines.NEVER;
    }
    return life.earlier(
        keepalive.timer().earlier(acks.delayed().earlier(sender.timers.earlier(Deadlines.NEVER))));
  }

  void onDeadline() {
    long now = context.now();
    if (sender.timers.retransmission.isDue(now)) {
      retransmissionDue(now);
    }
    if (sender.timers.persist.timer().isDue(now) && sender.probe(now)) {
      giveUp("the window stayed shut");
    }
    if (acks.delayed().isDue(now)) {
      acks.delayPassed();
    }
    if (keepalive.timer().isDue(now)) {
      keepaliveDue(now);
    }
    if (life.isDue(now)) {
      close(state == TcpState.TIME_WAIT ? "2 MSL passed" : "no FIN from the guest");
    }
    ask();
  }

  private void retransmissionDue(long now) {
    if (state.isSynchronized() && state != TcpState.SYN_RECEIVED) {
      if (sender.timedOut(now)) {
        giveUp("no acknowledgment from the guest");
      }
    } else if (sender.timers.synIsHopeless(now)) {
      close(Reason.TIMEOUT, "no answer to our SYN");
    } else if (!context.writable()) {
      sender.timers.restart(now);
    } else {
      sender.rtt.backOff();
      sender.timers.restart(now);
      if (state == TcpState.SYN_SENT) {
        sendSyn();
      } else {
        sendSynAck();
      }
    }
  }

  private void keepaliveDue(long now) {
    switch (keepalive.due(now, context.writable())) {
      case ASK -> {
        if (sender.space.outstanding() == 0) {
          output.acknowledge(sender.space.nxt() - 1);
        }
      }
      case GIVE_UP -> giveUp("the guest does not answer");
      case WAIT -> {}
    }
  }

  private void giveUp(String why) {
    stream.ended(Reason.TIMEOUT);
    abort(why);
  }
}
