package io.qnet.wire.channel;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket, TCP or unix, without a channel of Netty's: a program that only listens need
 * not load them.
 */
final class SocketListener {
  private static final Logger log = LoggerFactory.getLogger(SocketListener.class);
  private static final int BACKLOG = 128;

  /** Connections per wake-up, so that they do not hold up those that are made already. */
  private static final int MOST_ACCEPTS = 16;

  /** How long nothing is accepted after that failed: mostly, there are no descriptors left. */
  private static final long REST = Duration.ofSeconds(1).toNanos();

  /** The longest form of a far end's address that Netty's call writes. */
  private static final int FAR_END = 26;

  private final Loop loop;
  private final Socket socket;
  private final SocketAddress local;

  /** Which file the path leads to, so that only our own is removed in the end. */
  private final @Nullable Object identity;

  private final byte[] farEnd = new byte[FAR_END];
  private @Nullable Consumer<Socket> accepted;
  private @Nullable IoRegistration registration;
  private boolean closed;

  private SocketListener(Loop loop, Socket socket, SocketAddress local) throws IOException {
    this.loop = loop;
    this.socket = socket;
    this.local = local;
    this.identity =
        local instanceof DomainSocketAddress unix ? UnixPath.identity(unix.path()) : null;
  }

  /**
   * Listens; nobody is accepted yet. The path of a unix socket is claimed first, and for the owner
   * only. Not to be called on the loop.
   *
   * @throws IOException if the address is taken or cannot be used
   */
  static SocketListener bind(Loop loop, SocketAddress local) throws IOException {
    DomainSocketAddress unix = local instanceof DomainSocketAddress path ? path : null;
    if (unix != null) {
      UnixPath.claim(unix, false);
    }
    Socket socket = SocketDial.open(local);
    try {
      if (unix != null) {
        UnixPath.forOwnerOnly(socket);
      } else {
        socket.setReuseAddress(true);
      }
      socket.bind(local);
      socket.listen(BACKLOG);
      SocketListener listener =
          new SocketListener(loop, socket, unix != null ? unix : socket.localAddress());
      loop.eventLoop()
          .register(listener.new Handle())
          .addListener(made -> listener.registered(made.getNow()));
      return listener;
    } catch (IOException | ChannelException failure) {
      socket.close();
      throw AddressException.of(local, failure);
    }
  }

  /** The address listened on, with the port that was chosen if it was 0. */
  SocketAddress address() {
    return local;
  }

  /** Accepts from now on; called on the loop, as {@code newAccepted} is, in a burst for each. */
  void start(Consumer<Socket> newAccepted) {
    accepted = newAccepted;
    listen();
  }

  private void registered(@Nullable Object made) {
    if (made == null || closed) {
      close(); // the loop ends
    } else {
      registration = (IoRegistration) made;
      listen();
    }
  }

  private void listen() {
    IoRegistration known = registration;
    if (known != null && accepted != null && !closed) {
      known.submit(EpollIoOps.EPOLLIN);
    }
  }

  private void accept(Consumer<Socket> to) {
    for (int i = 0; i < MOST_ACCEPTS && !closed; i++) {
      try {
        int fd = socket.accept(farEnd);
        if (fd < 0) {
          return;
        }
        loop.burst().run(() -> to.accept(new Socket(fd)));
      } catch (IOException failure) {
        if (SocketFailure.errno(failure) != SocketFailure.ECONNABORTED) {
          rest(failure);
          return;
        }
      }
    }
  }

  private void rest(IOException failure) {
    log.warn(
        "{} accepts nobody for a second ({}); if there are too many open files, raise ulimit -n",
        local,
        failure.getMessage());
    IoRegistration known = registration;
    if (known != null) {
      known.submit(EpollIoOps.NONE);
    }
    Object unused = loop.clock().at(loop.clock().now() + REST, this::listen);
  }

  /** Listens no more; a path is removed, if it is ours still. What was accepted goes on. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      try {
        if (local instanceof DomainSocketAddress unix) {
          UnixPath.release(unix.path(), identity);
        }
      } finally {
        socket.close();
      }
    } catch (IOException gone) {
      log.debug("closing {}: {}", local, gone.toString());
    }
    if (registration != null) {
      registration.cancel();
    }
  }

  private final class Handle implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      Consumer<Socket> to = accepted;
      if (to != null) {
        accept(to);
      }
    }

    /** The loop ends. */
    @Override
    public void close() {
      SocketListener.this.close();
    }
  }
}
