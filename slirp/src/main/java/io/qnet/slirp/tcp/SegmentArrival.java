package io.qnet.slirp.tcp;

import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.DropReason;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import org.jspecify.annotations.Nullable;

/**
 * SEGMENT ARRIVES (RFC 9293, 3.10.7), step by step, with the stricter rules of RFC 5961. Each
 * method returns why the segment went nowhere, or null.
 */
final class SegmentArrival {
  private final ControlBlock block;

  SegmentArrival(ControlBlock block) {
    this.block = block;
  }

  @Nullable DropReason take(TcpView segment, TcpOptions options) {
    return switch (block.state()) {
      case CLOSED -> DropReason.OUT_OF_STATE;
      case LISTEN -> inListen(segment, options);
      case SYN_SENT -> inSynSent(segment, options);
      default -> inOtherStates(segment, options);
    };
  }

  /** 3.10.7.2, except that the SYN is here already and waits for the host side. */
  private @Nullable DropReason inListen(TcpView segment, TcpOptions options) {
    if (segment.has(TcpFlags.RST)) {
      if (segment.sequence() != block.receiver.next()) {
        return DropReason.OUT_OF_WINDOW;
      }
      block.close(Reason.RESET, "RST from guest");
      return null;
    }
    if (segment.has(TcpFlags.ACK)) {
      block.output.resetFor(segment);
      return DropReason.OUT_OF_STATE;
    }
    if (!segment.has(TcpFlags.SYN) || segment.sequence() == block.receiver.initialSequence()) {
      return DropReason.OUT_OF_STATE;
    }
    block.takeSyn(segment, options);
    return null;
  }

  /** 3.10.7.3. */
  private @Nullable DropReason inSynSent(TcpView segment, TcpOptions options) {
    boolean acknowledges = segment.has(TcpFlags.ACK);
    if (acknowledges && segment.acknowledgment() != block.sender.space.nxt()) {
      if (!segment.has(TcpFlags.RST)) {
        block.output.resetFor(segment);
      }
      return DropReason.OUT_OF_WINDOW;
    }
    if (segment.has(TcpFlags.RST)) {
      if (!acknowledges) {
        return DropReason.OUT_OF_WINDOW;
      }
      block.close(Reason.REFUSED, "RST from guest");
      return null;
    }
    if (!segment.has(TcpFlags.SYN)) {
      return DropReason.OUT_OF_STATE;
    }
    block.takeSyn(segment, options);
    if (acknowledges) {
      block.sender.take(segment, segment.window(), options, block.context.now());
      block.acks.atOnce();
      block.establish("SYN-ACK from guest");
    } else {
      block.moveTo(TcpState.SYN_RECEIVED, "SYN from guest while ours is under way");
      block.sendSynAck();
    }
    return null;
  }

  /** 3.10.7.4. */
  private @Nullable DropReason inOtherStates(TcpView segment, TcpOptions options) {
    if (block.state() == TcpState.SYN_RECEIVED && segment.has(TcpFlags.SYN)) {
      return synAgain(segment, options);
    }
    if (!acceptable(segment, options)) { // first: sequence number
      return answerUnacceptable(segment);
    }
    if (segment.has(TcpFlags.RST)) { // second
      return takeReset(segment);
    }
    if (segment.has(TcpFlags.SYN)) { // fourth
      block.challenge();
      return DropReason.OUT_OF_STATE;
    }
    if (!segment.has(TcpFlags.ACK)) { // fifth
      return DropReason.OUT_OF_STATE;
    }
    DropReason reason = takeAcknowledgment(segment, options);
    if (reason != null || block.isClosed()) {
      return reason;
    }
    return takeText(segment); // sixth: urgent data is text like any other; seventh, eighth
  }

  private boolean acceptable(TcpView segment, TcpOptions options) {
    boolean outdated =
        block.options.timestamps()
            && !segment.has(TcpFlags.RST)
            && block.timestamps.outdated(options, block.context.now());
    return !outdated && block.receiver.acceptable(segment.sequence(), segment.segmentLength());
  }

  private DropReason answerUnacceptable(TcpView segment) {
    if (segment.has(TcpFlags.RST)) {
      return DropReason.OUT_OF_WINDOW;
    }
    if (segment.segmentLength() == 0 || segment.has(TcpFlags.SYN)) {
      block.challenge();
    } else {
      block.acks.atOnceAlone();
    }
    if (block.state() == TcpState.TIME_WAIT && segment.has(TcpFlags.FIN)) {
      block.restartWait();
    }
    return DropReason.OUT_OF_WINDOW;
  }

  /** The guest did not see our SYN-ACK, or answers our SYN after both crossed (figure 8). */
  private @Nullable DropReason synAgain(TcpView segment, TcpOptions options) {
    if (segment.sequence() != block.receiver.initialSequence()) {
      block.challenge();
      return DropReason.OUT_OF_STATE;
    }
    if (!segment.has(TcpFlags.ACK)) {
      block.sendSynAck();
      return DropReason.OUT_OF_STATE;
    }
    if (segment.acknowledgment() != block.sender.space.nxt()) {
      block.output.resetFor(segment);
      return DropReason.OUT_OF_WINDOW;
    }
    block.sender.take(segment, segment.window(), options, block.context.now());
    block.acks.atOnce();
    block.establish("SYN-ACK from guest");
    return null;
  }

  private @Nullable DropReason takeReset(TcpView segment) {
    if (segment.sequence() != block.receiver.next()) {
      block.challenge(); // RFC 5961, 3.2
      return DropReason.OUT_OF_WINDOW;
    }
    block.close(Reason.RESET, "RST from guest");
    return null;
  }

  private @Nullable DropReason takeAcknowledgment(TcpView segment, TcpOptions options) {
    long now = block.context.now();
    int ack = segment.acknowledgment();
    Sender sender = block.sender;
    if (block.state() == TcpState.SYN_RECEIVED) {
      if (ack != sender.space.nxt()) {
        block.output.resetFor(segment);
        return DropReason.OUT_OF_WINDOW;
      }
      block.establish("ACK from guest");
      sender.firstWindow(segment, scaled(segment));
    } else if (!sender.plausible(ack)) {
      block.challenge(); // RFC 5961, 5.2
      return DropReason.OUT_OF_WINDOW;
    }
    if (block.options.timestamps()) {
      block.timestamps.update(options, segment.sequence(), block.output.lastAckSent(), now);
    }
    block.heard();
    sender.take(segment, scaled(segment), options, now);
    if (sender.space.finAcknowledged()) {
      finAcknowledged();
    }
    return null;
  }

  private int scaled(TcpView segment) {
    return segment.window() << block.options.peerScale();
  }

  private void finAcknowledged() {
    switch (block.state()) {
      case FIN_WAIT_1 -> block.moveTo(TcpState.FIN_WAIT_2, "ACK of our FIN");
      case CLOSING -> block.waitOut("ACK of our FIN");
      case LAST_ACK -> block.close("ACK of our FIN");
      default -> {}
    }
  }

  private @Nullable DropReason takeText(TcpView segment) {
    int length = segment.payloadLength();
    if (length == 0 && !segment.has(TcpFlags.FIN)) {
      return null;
    }
    if (!block.state().takesText()) {
      block.challenge();
      return DropReason.OUT_OF_STATE;
    }
    if (length > 0 && block.isOrphaned()) {
      block.abort("data for a host side that is gone");
      return DropReason.OUT_OF_STATE;
    }
    if (block.receiver.take(segment)) {
      block.acks.text(length < 2 * block.options.segmentSize());
    } else {
      takenApart();
    }
    if (block.receiver.ended()) {
      takeFin();
    }
    return null;
  }

  /** RFC 5681, 4.2: at once; a guest without SACK counts the acknowledgments of single segments. */
  private void takenApart() {
    block.acks.atOnceAlone();
    if (!block.options.sack() && block.receiver.hasGap()) {
      block.output.acknowledge(block.sender.ackSequence());
    }
  }

  private void takeFin() {
    block.acks.atOnce();
    switch (block.state()) {
      case ESTABLISHED -> block.moveTo(TcpState.CLOSE_WAIT, "FIN from guest");
      case FIN_WAIT_1 -> block.moveTo(TcpState.CLOSING, "FIN from guest");
      case FIN_WAIT_2 -> block.waitOut("FIN from guest");
      default -> {}
    }
  }
}
