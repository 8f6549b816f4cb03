package io.qnet.wire.channel;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.qnet.wire.ByteStream;
import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.clock.Clock;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An attempt to connect a socket, over before the call returns where the far end is this host. */
final class SocketDial {
  private static final Logger log = LoggerFactory.getLogger(SocketDial.class);

  private static final int IPPROTO_IP = 0;
  private static final int IP_BIND_ADDRESS_NO_PORT = 24;

  private final StreamDialer dialer;
  private final Loop loop;
  private final Consumer<ByteStream> onConnected;
  private final Consumer<Reason> onFailed;
  private @Nullable Socket socket;
  private @Nullable IoRegistration registration;
  private Clock.@Nullable Alarm alarm;
  private boolean over;

  SocketDial(StreamDialer dialer, Consumer<ByteStream> onConnected, Consumer<Reason> onFailed) {
    this.dialer = dialer;
    this.loop = dialer.loop();
    this.onConnected = onConnected;
    this.onFailed = onFailed;
  }

  /** Netty has a type of its own for the path of a unix socket. */
  static SocketAddress forNetty(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toString())
        : address;
  }

  void start(SocketAddress remote, @Nullable SocketAddress local) {
    try {
      Socket made = open(remote);
      socket = made;
      if (local != null) {
        bind(made, local);
      }
      // the kernel says "in progress" even where the connection was made meanwhile
      if (made.connect(remote) || made.remoteAddress() != null) {
        connected(made);
      } else {
        await(made);
      }
    } catch (IOException | ChannelException failure) {
      if (SocketFailure.errno(failure) == SocketFailure.EADDRNOTAVAIL && hasPort(local)) {
        close(); // an earlier connection between the same two ends is not forgotten yet
        start(remote, anyPort(local));
      } else {
        failed(SocketFailure.reason(failure));
      }
    }
  }

  private static boolean hasPort(@Nullable SocketAddress local) {
    return local instanceof InetSocketAddress inet && inet.getPort() != 0;
  }

  private static SocketAddress anyPort(@Nullable SocketAddress local) {
    return new InetSocketAddress(
        ((InetSocketAddress) Objects.requireNonNull(local)).getAddress(), 0);
  }

  private static void bind(Socket made, SocketAddress local) throws IOException {
    if (hasPort(local)) {
      try {
        made.setReuseAddress(true); // to other far ends, it may serve more connections
        made.bind(local);
        return;
      } catch (IOException taken) {
        log.debug("{} cannot be had: {}", local, taken.getMessage());
        made.setReuseAddress(false);
        bind(made, anyPort(local));
        return;
      }
    }
    // only connect takes a port, so that one serves connections to many far ends (ip(7))
    made.setIntOpt(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    made.bind(local);
  }

  /** A socket of the family of {@code remote}. */
  static Socket open(SocketAddress remote) throws IOException {
    if (!(remote instanceof InetSocketAddress inet)) {
      return LinuxSocket.newSocketDomain();
    }
    boolean six = inet.getAddress() instanceof Inet6Address;
    Socket made =
        LinuxSocket.newSocketStream(six ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
    made.setTcpNoDelay(true);
    return made;
  }

  private void await(Socket connecting) {
    alarm =
        loop.clock()
            .at(
                loop.clock().now() + StreamDialer.PATIENCE.toNanos(),
                () -> loop.burst().run(() -> failed(Reason.TIMEOUT)));
    loop.eventLoop()
        .register(new Handle(connecting))
        .addListener(
            result -> {
              if (result.isSuccess()) {
                registration = (IoRegistration) result.getNow();
                registration.submit(EpollIoOps.EPOLLOUT);
              }
            });
  }

  private void onEvent(Socket connecting) {
    try {
      // without an address it was not about this socket, but about one that had its number before
      if (!over && connecting.finishConnect() && connecting.remoteAddress() != null) {
        connected(connecting);
      }
    } catch (IOException failure) {
      failed(SocketFailure.reason(failure));
    }
  }

  private void connected(Socket made) {
    stopWaiting();
    socket = null;
    SocketStream stream = dialer.stream(made);
    loop.burst()
        .later(
            () -> {
              if (over) {
                stream.abort(Reason.CLOSED);
              } else {
                over = true;
                onConnected.accept(stream);
              }
            });
  }

  private void failed(Reason reason) {
    close();
    loop.burst()
        .later(
            () -> {
              if (!over) {
                over = true;
                onFailed.accept(reason);
              }
            });
  }

  void cancel() {
    over = true;
    close();
  }

  private void stopWaiting() {
    if (alarm != null) {
      alarm.cancel();
    }
    if (registration != null) {
      registration.cancel();
      registration = null;
    }
  }

  private void close() {
    stopWaiting();
    Socket unconnected = socket;
    socket = null;
    if (unconnected != null) {
      try {
        unconnected.close();
      } catch (IOException failure) {
        log.debug("closing a socket that did not connect: {}", failure.toString());
      }
    }
  }

  private final class Handle implements EpollIoHandle {
    private final Socket connecting;

    Handle(Socket connecting) {
      this.connecting = connecting;
    }

    @Override
    public FileDescriptor fd() {
      return connecting;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      loop.burst().run(() -> onEvent(connecting));
    }

    /** The loop ends. */
    @Override
    public void close() {
      loop.burst().run(() -> failed(Reason.CLOSED));
    }
  }
}
