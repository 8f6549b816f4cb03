package io.qnet.bench.micro;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import org.jspecify.annotations.Nullable;

/** One host that swallows what it is sent, and says what it is told to say. Allocates nothing. */
final class SilentOutside implements Outside {
  private @Nullable Dialed waiting;
  private ByteStream.@Nullable Reader reader;
  private DatagramFlow.@Nullable Receiver receiver;
  private long swallowed;

  /** Answers the call that waits. */
  void connect() {
    Dialed dialed = waiting;
    if (dialed == null) {
      throw new IllegalStateException("nobody called");
    }
    dialed.onConnected(new Swallow());
  }

  long swallowed() {
    return swallowed;
  }

  void bring(ByteBuf octets) {
    if (reader == null) {
      throw new IllegalStateException("nobody listens");
    }
    reader.onBytes(octets);
  }

  void datagram(ByteBuf payload, IpAddress from, int port) {
    if (receiver == null) {
      throw new IllegalStateException("nobody listens");
    }
    receiver.onDatagram(payload, from, port);
  }

  @Override
  public Dial dial(IpAddress address, int port, int from, Dialed dialed) {
    waiting = dialed;
    return () -> waiting = null;
  }

  @Override
  public DatagramFlow datagrams(IpAddress peer, int local) {
    return new SwallowDatagrams();
  }

  private final class Swallow implements ByteStream {
    @Override
    public void open(Reader newReader) {
      reader = newReader;
    }

    @Override
    public boolean write(ByteBuf octets) {
      swallowed += octets.readableBytes();
      octets.release();
      return true;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void end() {}

    @Override
    public void abort(Reason reason) {}
  }

  private final class SwallowDatagrams implements DatagramFlow {
    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(ByteBuf payload, IpAddress to, int port, int hopLimit) {
      payload.release();
    }

    @Override
    public void close() {}
  }
}
