package io.qnet.wire.channel;

import io.netty.channel.unix.Socket;
import io.qnet.wire.ByteStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens at an address of the host, TCP or unix, and makes streams of who connects. */
public final class StreamListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamListener.class);

  private final StreamDialer streams;
  private final SocketListener listener;

  private StreamListener(StreamDialer streams, SocketListener listener) {
    this.streams = streams;
    this.listener = listener;
  }

  /**
   * Listens; nobody is accepted yet. The path of a unix socket is claimed first (a stale one is
   * replaced), and for the owner only. Not to be called on the loop.
   *
   * @param streams shares its memory with those that are accepted
   * @throws IOException if the address is taken or cannot be used, or the system has no epoll
   */
  public static StreamListener bind(StreamDialer streams, SocketAddress local) throws IOException {
    if (!streams.loop().hasUnixSockets()) {
      throw new IOException("listening takes Netty's epoll library, which did not load");
    }
    return new StreamListener(
        streams, SocketListener.bind(streams.loop(), SocketDial.forNetty(local)));
  }

  /**
   * Accepts from now on; may be called from any thread.
   *
   * @param entrance on the loop, in a burst for each
   */
  public void start(Entrance entrance) {
    streams
        .loop()
        .execute(
            () -> listener.start(socket -> entrance.enter(stream(socket), () -> ends(socket))));
  }

  /** Where streams come in. */
  @FunctionalInterface
  public interface Entrance {
    /**
     * Takes over a stream, which is not open yet.
     *
     * @param ends asked for at once or never: who came, and to which address; null where nobody has
     *     addresses
     */
    void enter(ByteStream stream, Supplier<@Nullable Ends> ends);
  }

  /** The two ends of a connection. */
  public record Ends(InetSocketAddress client, InetSocketAddress server) {}

  private @Nullable Ends ends(Socket socket) {
    if (!(listener.address() instanceof InetSocketAddress)) {
      return null;
    }
    InetSocketAddress client = socket.remoteAddress();
    InetSocketAddress server = socket.localAddress();
    return client == null || server == null ? null : new Ends(client, server);
  }

  private ByteStream stream(Socket socket) {
    try {
      if (listener.address() instanceof InetSocketAddress) {
        socket.setTcpNoDelay(true);
      }
    } catch (IOException gone) {
      log.debug("{}: a client went as it came: {}", listener.address(), gone.toString());
    }
    return streams.stream(socket);
  }

  /** The port that was chosen if it was 0; 0 for a unix socket. */
  public int port() {
    return listener.address() instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /** Listens no more; a path is removed. What was accepted goes on. From any thread. */
  @Override
  public void close() {
    streams.loop().execute(listener::close);
  }
}
