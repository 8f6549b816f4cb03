package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The host's network, where what a script says happens, to whom it says. */
final class PlayedOutside implements Outside {
  private static final ByteStream.Reason[] REASONS = ByteStream.Reason.values();

  private final List<Call> calls = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final StringBuilder heard = new StringBuilder();

  @Override
  public Dial dial(IpAddress address, int port, int from, Dialed dialed) {
    Call call = new Call(dialed);
    calls.add(call);
    return () -> calls.remove(call);
  }

  @Override
  public @Nullable DatagramFlow datagrams(IpAddress peer, int local) {
    Socket socket = new Socket();
    sockets.add(socket);
    return socket;
  }

  @Override
  public @Nullable DatagramFlow pings(IpAddress peer) {
    return datagrams(peer, 0);
  }

  /** All that was written to all connections, one character for each octet. */
  String heard() {
    return heard.toString();
  }

  int dialing() {
    return calls.size();
  }

  int streams() {
    return streams.size();
  }

  int sockets() {
    return sockets.size();
  }

  /** The newest attempt to connect succeeds. */
  void connect() {
    if (!calls.isEmpty()) {
      connect(calls.size() - 1);
    }
  }

  private void connect(int index) {
    Stream stream = new Stream();
    streams.add(stream);
    calls.remove(index).dialed.onConnected(stream);
  }

  /**
   * Something happens.
   *
   * @param what the low four bits say what, the others to whom
   * @param octets with what
   */
  void act(int what, byte[] octets) {
    int whom = what >>> 4;
    switch (what & 0xf) {
      case 0, 1 -> connectAny(whom);
      case 2 -> failAny(whom, octets);
      case 3, 4, 5, 6 -> {
        if (!streams.isEmpty()) {
          streams.get(whom % streams.size()).act(what & 0xf, octets);
        }
      }
      case 7 -> receive(whom, octets, true, true);
      case 8 -> receive(whom, octets, true, false);
      case 9 -> receive(whom, octets, false, true);
      case 10 -> error(whom, octets);
      default -> {}
    }
  }

  private void connectAny(int whom) {
    if (!calls.isEmpty()) {
      connect(whom % calls.size());
    }
  }

  private void failAny(int whom, byte[] octets) {
    if (!calls.isEmpty()) {
      int reason = octets.length == 0 ? 0 : octets[0] & 0xff;
      calls.remove(whom % calls.size()).dialed.onFailed(REASONS[reason % REASONS.length]);
    }
  }

  /**
   * A datagram for one of the sockets.
   *
   * @param known whether it comes from where the socket sent to last
   * @param fitting whether it begins with the two octets that the socket's last one began with
   */
  void receive(int whom, byte[] octets, boolean known, boolean fitting) {
    if (sockets.isEmpty()) {
      return;
    }
    Socket socket = sockets.get(whom % sockets.size());
    ByteBuf payload = direct(octets);
    if (fitting && octets.length >= 2) {
      payload.setShort(0, socket.beginning);
    }
    IpAddress from = known ? socket.peer : new Ipv4Address(0xc6336409);
    socket.receiver().onDatagram(payload, from, socket.port);
  }

  private void error(int whom, byte[] octets) {
    if (!sockets.isEmpty()) {
      Socket socket = sockets.get(whom % sockets.size());
      int type = octets.length > 0 ? octets[0] & 0xff : 3;
      int code = octets.length > 1 ? octets[1] & 0xff : 3;
      int mtu = octets.length > 3 ? ((octets[2] & 0xff) << 8) | (octets[3] & 0xff) : 0;
      socket
          .receiver()
          .onError(
              new DatagramFlow.DatagramError(
                  socket.peer,
                  socket.peer,
                  socket.port,
                  type,
                  code,
                  mtu,
                  Unpooled.wrappedBuffer(octets)));
    }
  }

  private static ByteBuf direct(byte[] octets) {
    return ByteBufAllocator.DEFAULT.directBuffer(octets.length + 1).writeBytes(octets);
  }

  /** An attempt to connect; each is another, whatever it looks like. */
  private static final class Call {
    private final Dialed dialed;

    Call(Dialed dialed) {
      this.dialed = dialed;
    }
  }

  /** The far end of a connection. */
  private final class Stream implements ByteStream {
    private @Nullable Reader reader;
    private boolean full;
    private boolean paused;
    private boolean finished;
    private boolean ended;

    void act(int what, byte[] octets) {
      Reader to = reader;
      if (to == null) {
        return;
      }
      switch (what) {
        case 3 -> {
          if (!finished && !paused) {
            to.onBytes(direct(octets));
          }
        }
        case 4 -> {
          if (!finished) {
            finished = true;
            to.onEnd();
            over();
          }
        }
        case 5 -> {
          streams.remove(this);
          to.onAbort(Reason.RESET);
        }
        default -> {
          boolean was = full;
          full = !full;
          if (was) {
            to.onWritable();
          }
        }
      }
    }

    private void over() {
      if (finished && ended) {
        streams.remove(this);
      }
    }

    @Override
    public void open(Reader newReader) {
      reader = newReader;
    }

    @Override
    public boolean write(ByteBuf octets) {
      heard.append(octets.toString(StandardCharsets.ISO_8859_1));
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
      ended = true;
      over();
    }

    @Override
    public void abort(Reason reason) {
      streams.remove(this);
    }
  }

  /** A UDP socket. */
  private final class Socket implements DatagramFlow {
    private @Nullable Receiver receiver;
    private IpAddress peer = Ipv4Address.LOOPBACK;
    private int port = 1;
    private int beginning;

    Receiver receiver() {
      if (receiver == null) {
        throw new AssertionError("a socket was asked for and not opened");
      }
      return receiver;
    }

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(ByteBuf payload, IpAddress to, int newPort, int hopLimit) {
      beginning = payload.readableBytes() < 2 ? 0 : payload.getShort(payload.readerIndex());
      payload.release();
      peer = to;
      port = newPort;
    }

    @Override
    public void close() {
      sockets.remove(this);
    }
  }
}
