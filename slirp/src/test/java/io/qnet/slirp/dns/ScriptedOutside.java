package io.qnet.slirp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host network in which only what the test says happens. */
final class ScriptedOutside implements Outside {
  final List<Flow> flows = new ArrayList<>();
  final List<Attempt> attempts = new ArrayList<>();

  @Override
  public Dial dial(IpAddress address, int port, int from, Dialed dialed) {
    Attempt attempt = new Attempt(address + ":" + port, dialed);
    attempts.add(attempt);
    return () -> attempt.cancelled = true;
  }

  @Override
  public DatagramFlow datagrams(IpAddress peer, int local) {
    Flow flow = new Flow();
    flows.add(flow);
    return flow;
  }

  long openFlows() {
    return flows.stream().filter(flow -> !flow.closed).count();
  }

  Flow flow(int index) {
    return flows.get(index);
  }

  Attempt attempt(int index) {
    return attempts.get(index);
  }

  /** One datagram as it was sent. */
  record Sent(ByteBuf payload, IpAddress to, int port) {
    int id() {
      return payload.getUnsignedShort(0);
    }
  }

  /** A UDP socket. */
  static final class Flow implements DatagramFlow {
    final List<Sent> sent = new ArrayList<>();
    boolean closed;
    @Nullable Receiver receiver;

    @Override
    public void open(Receiver newReceiver) {
      assertThat(receiver).isNull();
      receiver = newReceiver;
    }

    @Override
    public void send(ByteBuf payload, IpAddress to, int port, int hopLimit) {
      assertThat(closed).isFalse();
      sent.add(new Sent(payload, to, port));
    }

    @Override
    public void close() {
      assertThat(closed).as("closed twice").isFalse();
      closed = true;
    }

    Sent last() {
      return sent.get(sent.size() - 1);
    }

    void brings(ByteBuf payload, String from, int port) {
      Objects.requireNonNull(receiver).onDatagram(payload, IpAddress.parse(from), port);
    }

    void fails() {
      IpAddress to = last().to();
      Objects.requireNonNull(receiver).onError(new DatagramError(to, to, last().port(), 3, 3, 0));
    }
  }

  /** A connection that is being made. */
  static final class Attempt {
    final String to;
    final Dialed dialed;
    final Stream stream = new Stream();
    boolean cancelled;
    boolean refused;

    Attempt(String to, Dialed dialed) {
      this.to = to;
      this.dialed = dialed;
    }

    Stream succeeds() {
      assertThat(cancelled).isFalse();
      dialed.onConnected(stream);
      return stream;
    }

    void fails() {
      assertThat(cancelled).isFalse();
      refused = true;
      dialed.onFailed(ByteStream.Reason.REFUSED);
    }
  }

  /** A connection, seen from its far end. */
  static final class Stream implements ByteStream {
    final ByteBuf written = Unpooled.buffer();
    @Nullable Reader reader;
    @Nullable Reason aborted;
    boolean paused;
    boolean full;
    boolean ended;

    @Override
    public void open(Reader newReader) {
      assertThat(reader).isNull();
      reader = newReader;
    }

    @Override
    public boolean write(ByteBuf octets) {
      assertThat(ended || aborted != null).as("written after the end").isFalse();
      written.writeBytes(octets);
      octets.release();
      return !full;
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public void end() {
      assertThat(ended).as("ended twice").isFalse();
      ended = true;
    }

    @Override
    public void abort(Reason reason) {
      assertThat(aborted).as("aborted twice").isNull();
      aborted = reason;
    }

    void brings(ByteBuf octets) {
      Objects.requireNonNull(reader).onBytes(octets);
      assertThat(octets.refCnt()).as("octets are copied or answered at once").isZero();
    }

    void becomesWritable() {
      full = false;
      Objects.requireNonNull(reader).onWritable();
    }

    void farEnds() {
      Objects.requireNonNull(reader).onEnd();
    }

    void farAborts() {
      Objects.requireNonNull(reader).onAbort(ByteStream.Reason.RESET);
    }

    /** The next message that was written, with its length taken off; null if none is whole. */
    @Nullable ByteBuf next() {
      if (written.readableBytes() < 2) {
        return null;
      }
      return written.readBytes(written.readUnsignedShort());
    }
  }
}
