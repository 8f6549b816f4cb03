package io.qnet.slirp.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;

/** Gives segments their header: acknowledgment, window and options as they stand at that moment. */
final class SegmentOutput {
  private static final int SACK_BLOCKS = 4;
  private static final int SACK_BLOCKS_WITH_TIMESTAMPS = 3;

  private final TcpContext context;
  private final TcpHeader header;
  private final TcpOptions stamp = new TcpOptions();
  private final SynOptions options;
  private final Timestamps timestamps;
  private final Receiver receiver;
  private final AckPolicy acks;
  private int lastAckSent;
  private long segments;

  SegmentOutput(
      TcpContext context,
      int localPort,
      int remotePort,
      SynOptions options,
      Timestamps timestamps,
      Receiver receiver,
      AckPolicy acks) {
    this.context = context;
    this.header = new TcpHeader(localPort, remotePort);
    this.options = options;
    this.timestamps = timestamps;
    this.receiver = receiver;
    this.acks = acks;
  }

  /** Last.ACK.sent of RFC 7323. */
  int lastAckSent() {
    return lastAckSent;
  }

  /** Segments sent. */
  long segments() {
    return segments;
  }

  /** A segment with text; {@code payload} is borrowed. */
  void segment(int flags, int sequence, ByteBuf payload) {
    acknowledging(flags, sequence, ordinary(), payload);
  }

  /** A segment without text, such as a FIN. */
  void segment(int flags, int sequence) {
    acknowledging(flags, sequence, ordinary(), Unpooled.EMPTY_BUFFER);
  }

  /** An acknowledgment and nothing else, with SACK blocks if there is a gap. */
  void acknowledge(int sequence) {
    TcpOptions plain = ordinary();
    if (options.sack() && receiver.hasGap()) {
      int most = options.timestamps() ? SACK_BLOCKS_WITH_TIMESTAMPS : SACK_BLOCKS;
      plain = plain.withSack(receiver.sackBlocks(most));
    }
    acknowledging(TcpFlags.ACK, sequence, plain, Unpooled.EMPTY_BUFFER);
  }

  private void acknowledging(int flags, int sequence, TcpOptions with, ByteBuf payload) {
    int window = receiver.showWindow(false);
    lastAckSent = receiver.next();
    acks.sent(payload.isReadable());
    send(sequence, lastAckSent, flags, window, with, payload);
  }

  /** Our SYN. */
  void syn(int iss) {
    int window = Math.min(receiver.capacity(), 0xffff);
    send(iss, 0, TcpFlags.SYN, window, stamped(options.offer()), Unpooled.EMPTY_BUFFER);
  }

  /** Our SYN, acknowledging the guest's. */
  void synAck(int iss) {
    int window = receiver.showWindow(true);
    lastAckSent = receiver.next();
    acks.sent(false);
    int flags = TcpFlags.SYN | TcpFlags.ACK;
    send(iss, lastAckSent, flags, window, stamped(options.offer()), Unpooled.EMPTY_BUFFER);
  }

  /** RST of a connection that both sides know. */
  void reset(int sequence) {
    int flags = TcpFlags.RST | TcpFlags.ACK;
    send(sequence, receiver.next(), flags, 0, TcpOptions.NONE, Unpooled.EMPTY_BUFFER);
  }

  /** RST for a segment that acknowledges what was never sent (RFC 9293, 3.5.2). */
  void resetFor(TcpView segment) {
    send(segment.acknowledgment(), 0, TcpFlags.RST, 0, TcpOptions.NONE, Unpooled.EMPTY_BUFFER);
  }

  /** RST for a SYN that nobody wants; {@code acknowledgment} covers all of it. */
  void refuse(int acknowledgment) {
    int flags = TcpFlags.RST | TcpFlags.ACK;
    send(0, acknowledgment, flags, 0, TcpOptions.NONE, Unpooled.EMPTY_BUFFER);
  }

  /** The options of every segment but a SYN. */
  private TcpOptions ordinary() {
    return options.timestamps()
        ? stamp.stamp(Timestamps.value(context.now()), timestamps.recent())
        : TcpOptions.NONE;
  }

  private TcpOptions stamped(TcpOptions plain) {
    return options.timestamps()
        ? plain.withTimestamps(Timestamps.value(context.now()), timestamps.recent())
        : plain;
  }

  private void send(
      int sequence, int acknowledgment, int flags, int window, TcpOptions with, ByteBuf payload) {
    segments++;
    header.set(sequence, acknowledgment, flags, window, with);
    context.send(header, payload, options.segmentSize());
  }
}
