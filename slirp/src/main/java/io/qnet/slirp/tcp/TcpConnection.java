package io.qnet.slirp.tcp;

import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection with a guest (RFC 9293), opened by either side.
 *
 * <p>All calls, those to {@link #stream} too, happen inside a burst. After a burst that touched the
 * connection, {@link #deadline} may have changed.
 */
public final class TcpConnection {
  private final ControlBlock block;
  private final SegmentArrival arrival;
  private long segmentsIn;

  private TcpConnection(ControlBlock block) {
    this.block = block;
    this.arrival = new SegmentArrival(block);
  }

  /**
   * A guest's SYN came. Nothing is answered before {@link #accept} or {@link #refuse}.
   *
   * @param iss our initial sequence number, see {@link InitialSequence}
   * @param syn a segment with SYN and without ACK, checked; borrowed
   */
  public static TcpConnection passive(
      TcpSettings settings,
      TcpContext context,
      int localPort,
      int remotePort,
      int iss,
      TcpView syn,
      TcpOptions options) {
    TcpConnection connection =
        new TcpConnection(new ControlBlock(settings, context, localPort, remotePort, iss));
    connection.block.begin(TcpState.LISTEN);
    connection.block.takeSyn(syn, options);
    connection.segmentsIn = 1;
    return connection;
  }

  /**
   * A connection to a guest: the SYN leaves when the burst ends.
   *
   * @param iss our initial sequence number, see {@link InitialSequence}
   */
  public static TcpConnection active(
      TcpSettings settings, TcpContext context, int localPort, int remotePort, int iss) {
    TcpConnection connection =
        new TcpConnection(new ControlBlock(settings, context, localPort, remotePort, iss));
    connection.block.begin(TcpState.SYN_SENT);
    connection.block.ask();
    return connection;
  }

  /** The host side is there: answers the SYN with SYN-ACK. Nothing happens if the guest left. */
  public void accept() {
    if (block.state() == TcpState.LISTEN) {
      block.moveTo(TcpState.SYN_RECEIVED, "host side connected");
      block.sendSynAck();
    }
  }

  /** The host side refused: answers the SYN with RST. */
  public void refuse() {
    if (block.state() == TcpState.LISTEN) {
      block.refuse();
      block.close(ByteStream.Reason.REFUSED, "host side refused");
    }
  }

  /** Forgets the SYN without an answer; an ICMP error says more. */
  public void abandon() {
    if (block.state() == TcpState.LISTEN) {
      block.close(ByteStream.Reason.CLOSED, "host side unreachable");
    }
  }

  /** A guest that was called is not there: the reader is told so, and nothing more is sent. */
  public void unreachable(String why) {
    if (block.state() == TcpState.SYN_SENT) {
      block.close(ByteStream.Reason.HOST_UNREACHABLE, why);
    }
  }

  /**
   * A segment of this connection came.
   *
   * @param segment checked by {@link TcpView#check}; borrowed, octets that are kept are retained
   * @return why it went nowhere, or null
   */
  public @Nullable DropReason onSegment(TcpView segment, TcpOptions options) {
    segmentsIn++;
    DropReason reason = arrival.take(segment, options);
    block.ask();
    return reason;
  }

  /** The burst ends, after {@link TcpContext#finishLater}: tells the reader, sends what is due. */
  public void finish() {
    block.finish();
  }

  /** When {@link #onDeadline} is to be called, or {@link Deadlines#NEVER}. */
  public long deadline() {
    return block.deadline();
  }

  /** {@link #deadline} has come. */
  public void onDeadline() {
    if (!block.isClosed()) {
      block.onDeadline();
    }
  }

  /** The link takes segments again. */
  public void onWritable() {
    block.sender.linkWritable(block.context.now());
    block.ask();
  }

  /**
   * A router on the way to the guest takes no more than {@code mss} octets of data (RFC 1191,
   * 8201): what is outstanding is cut anew. Never raises the size.
   */
  public void onPathMtu(int mss) {
    int before = block.options.segmentSize();
    block.options.clamp(mss);
    int after = block.options.segmentSize();
    if (after < before && block.state().isSynchronized()) {
      block.sender.segmentSize(after, block.context.now());
      block.ask();
    }
  }

  /** Octets from and to the guest; may be written before the connection is established. */
  public ByteStream stream() {
    return block.stream;
  }

  /** Where the connection stands. */
  public TcpState state() {
    return block.state();
  }

  /** Whether {@code syn} may begin the next connection between the same ends (RFC 6191). */
  public boolean reopens(TcpView syn, TcpOptions options) {
    boolean opening = syn.has(TcpFlags.SYN) && !syn.has(TcpFlags.ACK);
    return opening
        && block.state() == TcpState.TIME_WAIT
        && (Seq.before(block.receiver.next(), syn.sequence()) || block.timestamps.younger(options));
  }

  /**
   * The host side is gone altogether: FIN after what was written, and a guest that goes on sending
   * is reset. FIN-WAIT-2 is bounded from then on.
   */
  public void orphan() {
    block.orphan();
  }

  /**
   * Evicted: RST to the guest; the reader is told {@link ByteStream.Reason#CLOSED}, and gets no
   * more of what it had not taken yet.
   */
  public void kill() {
    block.stream.ended(ByteStream.Reason.CLOSED);
    block.abort("evicted");
  }

  /** Octets of memory held for the guest and for the reader. */
  public long pinned() {
    return block.sender.space.queue.pinned() + block.receiver.pinned();
  }

  /** The connection at this instant. */
  public TcpSnapshot snapshot() {
    Sender sender = block.sender;
    Receiver receiver = block.receiver;
    return new TcpSnapshot(
        block.state(),
        receiver.total(),
        sender.space.sentOctets(),
        segmentsIn,
        block.output.segments(),
        sender.retransmits(),
        sender.rtt.smoothed(),
        sender.congestionWindow(),
        sender.segmentSize(),
        sender.space.queue.size(),
        receiver.queued(),
        receiver.outOfOrder(),
        pinned());
  }
}
