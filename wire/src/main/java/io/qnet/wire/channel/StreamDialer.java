package io.qnet.wire.channel;

import io.netty.channel.unix.Socket;
import io.qnet.wire.ByteStream;
import io.qnet.wire.ByteStream.Reason;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects the host's stream sockets, TCP and unix. All of it happens on the loop, inside bursts.
 */
public final class StreamDialer {
  /** Linux gives up by itself a little later (tcp_syn_retries 6: 127 s). */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Octets that all streams together may hold for far ends that do not read, about. */
  private static final int SHARED = 8 << 20;

  private static final int SMALLEST_SHARE = 4 << 10;
  private static final int LARGEST_SHARE = 256 << 10;

  private final Loop loop;
  private int streams;

  /** For streams on {@code loop}. */
  public StreamDialer(Loop loop) {
    this.loop = loop;
  }

  /**
   * Begins to connect; one of the two is told how that ended, once, after this call has returned.
   *
   * @param local the address to connect from; its port 0 lets the host choose one, null everything
   * @param connected takes over the stream, which is not open yet
   * @return gives the attempt up: neither is told any more
   */
  public Runnable dial(
      SocketAddress remote,
      @Nullable SocketAddress local,
      Consumer<ByteStream> connected,
      Consumer<Reason> failed) {
    if (!loop.hasUnixSockets()) {
      return ChannelDial.start(this, remote, local, connected, failed);
    }
    SocketDial dial = new SocketDial(this, connected, failed);
    dial.start(SocketDial.forNetty(remote), local);
    return dial::cancel;
  }

  /** The same from wherever the host chooses. */
  public Runnable dial(
      SocketAddress remote, Consumer<ByteStream> connected, Consumer<Reason> failed) {
    return dial(remote, null, connected, failed);
  }

  Loop loop() {
    return loop;
  }

  /** Makes a stream of a connected socket. */
  SocketStream stream(Socket connected) {
    int mark = share();
    opened();
    return new SocketStream(loop, connected, loop.memory().streams(), mark, this::closed);
  }

  /**
   * Makes a stream of a connected socket that somebody else made; on the loop.
   *
   * @param fd does not block; the stream's from now on
   * @param onClosed told once, when it is closed, in a burst
   */
  public ByteStream adopt(int fd, Runnable onClosed) {
    int mark = share();
    opened();
    return new SocketStream(
        loop,
        new Socket(fd),
        loop.memory().streams(),
        mark,
        () -> {
          closed();
          onClosed.run();
        });
  }

  void opened() {
    streams++;
  }

  void closed() {
    streams--;
  }

  /** Octets that may wait before a new stream counts as full: the more there are, the fewer. */
  int share() {
    return Math.min(LARGEST_SHARE, Math.max(SMALLEST_SHARE, SHARED / (streams + 1)));
  }
}
