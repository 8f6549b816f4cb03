package io.qnet.slirp.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Two connections, a guest that calls and a gateway that answers, joined by a path in virtual time
 * that delays, loses, doubles and reorders segments.
 */
final class TcpPath {
  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final Deadlines deadlines = new Deadlines(burst);
  final End guest;
  final End gateway;
  private final Random random;
  private final Conditions conditions;
  private int inFlight;

  /**
   * What a segment goes through.
   *
   * @param delay one way, in milliseconds
   * @param loss probability, 0.0 to 1.0
   * @param doubled probability, 0.0 to 1.0
   * @param reordered probability that it takes up to twice as long
   * @param queue segments under way at once in one direction; more are lost
   */
  record Conditions(double delay, double loss, double doubled, double reordered, int queue) {}

  TcpPath(TcpSettings guestSettings, TcpSettings settings, Conditions conditions, long seed) {
    this.conditions = conditions;
    this.random = new Random(seed);
    this.guest = new End();
    this.gateway = new End();
    guest.far = gateway;
    gateway.far = guest;
    gateway.settings = settings;
    burst.run(
        () -> {
          guest.connection = TcpConnection.active(guestSettings, guest, 40000, 80, -1000);
          guest.connection().stream().open(guest);
        });
  }

  /** Runs until both are closed, or {@code limit} has passed. */
  void run(Duration limit) {
    while (!(guest.closed && gateway.closed && inFlight == 0)
        && clock.elapsed().compareTo(limit) < 0
        && clock.advanceToNext()) {}
  }

  /** One side, with the host or program that reads and writes behind it. */
  final class End implements TcpContext, ByteStream.Reader {
    final CRC32 wrote = new CRC32();
    final CRC32 read = new CRC32();
    private final Deadlines.Entry deadline = deadlines.entry(now -> timed());
    private @Nullable End far;
    private @Nullable TcpSettings settings;
    private @Nullable TcpConnection connection;
    long toWrite;
    long octetsRead;
    long doneAt;
    boolean closed;
    boolean linkStopped;
    int superSegment;
    int cut;
    boolean ended;
    long peakPinned;
    int slowness;
    private boolean full;

    TcpConnection connection() {
      return Objects.requireNonNull(connection);
    }

    End other() {
      return Objects.requireNonNull(far);
    }

    boolean isConnected() {
      return connection != null;
    }

    /** Writes until the stream is full or everything is written. */
    void write() {
      while (toWrite > 0 && !full) {
        byte[] piece = new byte[(int) Math.min(toWrite, 1 + random.nextInt(40_000))];
        random.nextBytes(piece);
        wrote.update(piece);
        toWrite -= piece.length;
        full = !connection().stream().write(Unpooled.wrappedBuffer(piece));
      }
      if (toWrite == 0 && !ended) {
        ended = true;
        connection().stream().end();
      }
    }

    private void timed() {
      connection().onDeadline();
      deadline.set(connection().deadline());
    }

    void stopLink(boolean stop) {
      linkStopped = stop;
      if (!stop) {
        burst.run(connection()::onWritable);
      }
    }

    @Override
    public int superSegment() {
      return superSegment;
    }

    /** As a link with segmentation offload does: cuts, and only then things get lost. */
    @Override
    public void send(TcpHeader header, ByteBuf payload, int segmentSize) {
      int length = payload.readableBytes();
      assertThat(length).isLessThanOrEqualTo(Math.max(superSegment, segmentSize));
      if (length <= segmentSize) {
        sendOne(header, payload);
        return;
      }
      cut++;
      for (int at = 0; at < length; at += segmentSize) {
        int piece = Math.min(segmentSize, length - at);
        int last = at + piece == length ? 0 : TcpFlags.FIN | TcpFlags.PSH;
        TcpHeader own =
            new TcpHeader(
                header.sourcePort(),
                header.destinationPort(),
                header.sequence() + at,
                header.acknowledgment(),
                header.flags() & ~last,
                header.window(),
                header.options());
        sendOne(own, payload.slice(payload.readerIndex() + at, piece));
      }
    }

    private void sendOne(TcpHeader header, ByteBuf payload) {
      if (random.nextDouble() < conditions.loss || inFlight >= conditions.queue) {
        return;
      }
      deliver(header, payload);
      if (random.nextDouble() < conditions.doubled) {
        deliver(header, payload);
      }
    }

    private void deliver(TcpHeader header, ByteBuf payload) {
      ByteBuf segment = Unpooled.buffer(header.length() + payload.readableBytes());
      segment.writeZero(header.length());
      segment.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
      header.write(segment, 0, payload.readableBytes(), 0);
      double delay = conditions.delay;
      if (random.nextDouble() < conditions.reordered) {
        delay += random.nextDouble() * conditions.delay;
      }
      inFlight++;
      clock.at(now() + (long) (delay * 1e6), () -> burst.run(() -> other().arrive(segment)));
    }

    private void arrive(ByteBuf buf) {
      inFlight--;
      TcpView view = new TcpView(buf, 0, buf.readableBytes());
      DropReason wrong = view.check(0);
      if (wrong != null) {
        throw new AssertionError(wrong + ": " + view);
      }
      TcpOptions options = Objects.requireNonNull(TcpOptions.read(view));
      if (connection == null && view.has(TcpFlags.SYN)) {
        TcpSettings own = Objects.requireNonNull(settings);
        connection = TcpConnection.passive(own, this, 80, 40000, -500, view, options);
        connection.accept();
        connection().stream().open(this);
      } else if (connection != null) {
        connection.onSegment(view, options);
      }
      if (connection != null) {
        peakPinned = Math.max(peakPinned, connection.snapshot().pinned());
        deadline.set(connection().deadline());
      }
      buf.release();
    }

    @Override
    public boolean writable() {
      return !linkStopped;
    }

    @Override
    public long now() {
      return burst.now();
    }

    @Override
    public void finishLater() {
      burst.later(
          () -> {
            connection().finish();
            deadline.set(connection().deadline());
          });
    }

    @Override
    public void onState(TcpState from, TcpState to, String why) {
      if (to == TcpState.ESTABLISHED) {
        burst.later(this::write);
      }
      closed = to == TcpState.CLOSED;
    }

    @Override
    public void onBytes(ByteBuf octets) {
      byte[] copy = new byte[octets.readableBytes()];
      octets.readBytes(copy);
      octets.release();
      read.update(copy);
      octetsRead += copy.length;
      doneAt = clock.elapsed().toNanos();
      if (slowness > 0) {
        connection().stream().pause();
        long pause = (long) copy.length * slowness;
        clock.at(now() + pause, () -> burst.run(() -> connection().stream().resume()));
      }
    }

    @Override
    public void onEnd() {
      doneAt = clock.elapsed().toNanos();
    }

    @Override
    public void onWritable() {
      full = false;
      write();
    }

    @Override
    public void onAbort(ByteStream.Reason reason) {
      throw new AssertionError("aborted: " + reason + " after " + clock.elapsed());
    }
  }
}
