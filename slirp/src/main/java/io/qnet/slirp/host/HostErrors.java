package io.qnet.slirp.host;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.qnet.posix.Errno;
import io.qnet.posix.ErrorQueue;
import io.qnet.posix.PosixException;
import io.qnet.posix.SocketError;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.DatagramFlow.Receiver;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import java.net.Inet6Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the network answered to the datagrams of the host's sockets: their error queues (ip(7),
 * IP_RECVERR).
 *
 * <p>Reading them needs native code that takes a while to load; the first error has it loaded
 * aside, and waits for it.
 */
final class HostErrors {
  private static final Logger LOG = LoggerFactory.getLogger(HostErrors.class);

  /** ip(7): IPPROTO_IP is 0, IP_RECVERR 11. Turning it off empties the queue, too. */
  private static final ChannelOption<Integer> IP_RECVERR =
      new IntegerUnixChannelOption("IP_RECVERR", 0, 11);

  /** ipv6(7): IPPROTO_IPV6 is 41, IPV6_RECVERR 25. */
  private static final ChannelOption<Integer> IPV6_RECVERR =
      new IntegerUnixChannelOption("IPV6_RECVERR", 41, 25);

  /** Errors read at once from one socket; more wait until others had their turn. */
  private static final int AT_ONCE = 64;

  private final Loop loop;
  private final Executor background;
  private final Opening opening;
  private final Map<EpollDatagramChannel, Receiver> waiting = new LinkedHashMap<>();
  private @Nullable ErrorQueue queue;
  private boolean loading;
  private boolean broken;

  HostErrors(Loop loop, Executor background) {
    this(loop, background, ErrorQueue::open);
  }

  HostErrors(Loop loop, Executor background, Opening opening) {
    this.loop = loop;
    this.background = background;
    this.opening = opening;
  }

  /** Loads the native code. */
  @FunctionalInterface
  interface Opening {
    /** As {@link ErrorQueue#open}. */
    ErrorQueue open() throws PosixException;
  }

  /**
   * Has {@code socket} keep its errors for {@link #read}, where they can be read.
   *
   * @param six whether it talks to IPv6 peers
   */
  void enable(EpollDatagramChannel socket, boolean six) {
    if (!broken) {
      socket.config().setOption(six ? IPV6_RECVERR : IP_RECVERR, 1);
    }
  }

  /** A queue that nobody can read would wake the loop for ever. */
  private static void disable(EpollDatagramChannel socket) {
    if (socket.isOpen()) {
      socket.config().setOption(IP_RECVERR, 0);
      if (socket.localAddress().getAddress() instanceof Inet6Address) {
        socket.config().setOption(IPV6_RECVERR, 0);
      }
    }
  }

  /** Reads what waits in the error queue of {@code socket} and tells {@code receiver}. */
  void read(EpollDatagramChannel socket, Receiver receiver) {
    ErrorQueue loaded = queue;
    if (loaded != null) {
      loop.execute(() -> drain(loaded, socket, receiver));
    } else if (broken) {
      disable(socket);
    } else {
      waiting.put(socket, receiver);
      load();
    }
  }

  private void load() {
    if (loading) {
      return;
    }
    loading = true;
    try {
      background.execute(this::loadAside);
    } catch (RejectedExecutionException busy) {
      loading = false;
      giveUpWaiting();
    }
  }

  private void loadAside() {
    try {
      ErrorQueue loaded = opening.open();
      loop.execute(() -> loaded(loaded));
    } catch (LinkageError | PosixException e) {
      LOG.warn("ICMP errors from outside will not reach the guest: {}", e.getMessage());
      loop.execute(
          () -> {
            broken = true;
            giveUpWaiting();
          });
    }
  }

  private void loaded(ErrorQueue loaded) {
    queue = loaded;
    waiting.forEach((socket, receiver) -> drain(loaded, socket, receiver));
    waiting.clear();
  }

  private void giveUpWaiting() {
    waiting.keySet().forEach(HostErrors::disable);
    waiting.clear();
  }

  private void drain(ErrorQueue loaded, EpollDatagramChannel socket, Receiver receiver) {
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        SocketError error = socket.isOpen() ? loaded.read(socket.fd().intValue()) : null;
        if (error == null) {
          return;
        }
        DatagramError told = translate(error);
        if (told != null) {
          receiver.onError(told);
        }
      }
      read(socket, receiver);
    } catch (PosixException e) {
      LOG.debug("an error queue cannot be read", e);
      disable(socket);
    }
  }

  /** In ICMP's terms; null for what is no error of the network. */
  private static @Nullable DatagramError translate(SocketError error) {
    if (error.destination() == null) {
      return null;
    }
    IpAddress to = IpAddress.of(error.destination().getAddress());
    int port = error.destination().getPort();
    IpAddress offender = error.offender() == null ? to : IpAddress.of(error.offender());
    if (error.fromNetwork()) {
      return new DatagramError(
          offender, to, port, error.type(), error.code(), mtu(error), quoted(error));
    }
    if (to instanceof Ipv6Address) {
      return local6(error, offender, to, port);
    }
    int code =
        switch (error.errno()) {
          case Errno.ENETUNREACH -> Icmpv4Header.NET_UNREACHABLE;
          case Errno.EHOSTUNREACH -> Icmpv4Header.HOST_UNREACHABLE;
          case Errno.EMSGSIZE -> Icmpv4Header.FRAGMENTATION_NEEDED;
          case Errno.EACCES, Errno.EPERM -> Icmpv4Header.ADMINISTRATIVELY_PROHIBITED;
          default -> -1;
        };
    return code < 0
        ? null
        : new DatagramError(
            offender, to, port, Icmpv4View.UNREACHABLE, code, mtu(error), quoted(error));
  }

  private static @Nullable DatagramError local6(
      SocketError error, IpAddress offender, IpAddress to, int port) {
    if (error.errno() == Errno.EMSGSIZE) {
      return new DatagramError(
          offender, to, port, Icmpv6View.PACKET_TOO_BIG, 0, mtu(error), quoted(error));
    }
    int code =
        switch (error.errno()) {
          case Errno.ENETUNREACH -> Icmpv6Header.NO_ROUTE;
          case Errno.EHOSTUNREACH -> Icmpv6Header.ADDRESS_UNREACHABLE;
          case Errno.EACCES, Errno.EPERM -> Icmpv6Header.ADMINISTRATIVELY_PROHIBITED;
          default -> -1;
        };
    return code < 0
        ? null
        : new DatagramError(offender, to, port, Icmpv6View.UNREACHABLE, code, 0, quoted(error));
  }

  private static ByteBuf quoted(SocketError error) {
    return Unpooled.wrappedBuffer(error.payload());
  }

  private static int mtu(SocketError error) {
    return (int) Math.min(error.info(), 0xffff);
  }
}
