package io.qnet.wire.channel;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;

/** Which of Netty's transports carries the channels, and with which classes. */
enum Transport {
  /** Linux, with Netty's native library. */
  EPOLL,
  /** Anywhere: no unix sockets. */
  NIO;

  static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  IoHandlerFactory ioHandlers() {
    return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  Class<? extends Channel> stream(SocketAddress remote) {
    if (isUnix(remote)) {
      requireUnix(remote);
      return EpollDomainSocketChannel.class;
    }
    return this == EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  Class<? extends ServerChannel> listener(SocketAddress local) {
    if (isUnix(local)) {
      requireUnix(local);
      return EpollServerDomainSocketChannel.class;
    }
    return this == EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends Channel> udp() {
    return this == EPOLL ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  /** Throws where there are no unix sockets. */
  void requireUnix(SocketAddress address) {
    if (this != EPOLL) {
      Throwable cause = Epoll.unavailabilityCause();
      throw new UnsupportedOperationException(
          "cannot use "
              + address
              + ": unix sockets need Netty's epoll library, which is missing here"
              + (cause == null ? "" : " (" + cause.getMessage() + ")")
              + "; use HOST:PORT instead");
    }
  }

  static boolean isUnix(SocketAddress address) {
    return address instanceof DomainSocketAddress;
  }
}
