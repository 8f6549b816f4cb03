package io.qnet.slirp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An outside where anything may happen, whenever it is stirred. */
final class ChaosOutside implements Outside {
  private final Random random;
  private final Set<Call> calls = new LinkedHashSet<>();
  private final Set<Host> hosts = new LinkedHashSet<>();
  private final Set<Socket> sockets = new LinkedHashSet<>();

  ChaosOutside(Random random) {
    this.random = random;
  }

  int dialing() {
    return calls.size();
  }

  int streams() {
    return hosts.size();
  }

  int endpoints() {
    return sockets.size();
  }

  @Override
  public Dial dial(IpAddress address, int port, int from, Dialed dialed) {
    Call call = new Call(dialed);
    calls.add(call);
    return () -> calls.remove(call);
  }

  @Override
  public @Nullable DatagramFlow datagrams(IpAddress peer, int local) {
    if (random.nextInt(50) == 0) {
      return null;
    }
    Socket socket = new Socket();
    sockets.add(socket);
    return socket;
  }

  /** Something happens to some of what there is; in a burst. */
  void stir() {
    some(calls).forEach(this::decide);
    some(hosts).forEach(Host::act);
    some(sockets).forEach(Socket::act);
  }

  private <T> List<T> some(Set<T> all) {
    List<T> chosen = new ArrayList<>();
    for (T one : all) {
      if (random.nextInt(8) == 0) {
        chosen.add(one);
      }
    }
    return chosen;
  }

  private void decide(Call call) {
    if (!calls.remove(call)) {
      return;
    }
    if (random.nextInt(3) > 0) {
      Host host = new Host();
      hosts.add(host);
      call.dialed.onConnected(host);
    } else {
      ByteStream.Reason[] reasons = ByteStream.Reason.values();
      call.dialed.onFailed(reasons[random.nextInt(reasons.length)]);
    }
  }

  private record Call(Dialed dialed) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private ByteBuf octets(int most) {
    return Unpooled.buffer().writeZero(random.nextInt(most));
  }

  /** A server's end of a connection. */
  private final class Host implements ByteStream {
    private @Nullable Reader reader;
    private boolean full;
    private boolean paused;
    private boolean finished;
    private boolean ended;

    void act() {
      Reader to = reader;
      if (to == null || !hosts.contains(this)) {
        return;
      }
      switch (random.nextInt(6)) {
        case 0 -> {
          if (!finished) {
            finished = true;
            to.onEnd();
            over();
          }
        }
        case 1 -> {
          hosts.remove(this);
          to.onAbort(Reason.RESET);
        }
        case 2 -> {
          if (full) {
            full = false;
            to.onWritable();
          }
        }
        default -> {
          if (!finished && !paused) {
            to.onBytes(octets(random.nextInt(20) == 0 ? 60_000 : 1000));
          }
        }
      }
    }

    private void over() {
      if (finished && ended) {
        hosts.remove(this);
      }
    }

    @Override
    public void open(Reader newReader) {
      reader = newReader;
    }

    @Override
    public boolean write(ByteBuf octets) {
      octets.release();
      full = random.nextBoolean();
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
      hosts.remove(this);
    }
  }

  /** A UDP socket that echoes, reports errors, and hears from strangers. */
  private final class Socket implements DatagramFlow {
    private @Nullable Receiver receiver;
    private IpAddress peer = Ipv4Address.LOOPBACK;
    private int port = 1;

    void act() {
      Receiver to = receiver;
      if (to == null || !sockets.contains(this)) {
        return;
      }
      if (random.nextInt(3) == 0) {
        to.onError(new DatagramError(peer, peer, port, 3, random.nextInt(16), 1400));
      } else {
        to.onDatagram(octets(3000), peer, random.nextInt(10) == 0 ? 1 : port);
      }
    }

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(ByteBuf payload, IpAddress to, int newPort, int hopLimit) {
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
