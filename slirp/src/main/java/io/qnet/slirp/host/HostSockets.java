package io.qnet.slirp.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.qnet.posix.PingSocket;
import io.qnet.posix.PosixException;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's own sockets, on Netty: epoll where there is epoll, else NIO, which hears of no ICMP
 * errors.
 */
public final class HostSockets implements Outside {
  private static final Logger LOG = LoggerFactory.getLogger(HostSockets.class);

  /** Longer than any. */
  private static final int MAX_DATAGRAM = 65_535;

  private final Loop loop;
  private final HostErrors errors;
  private final Drops drops;
  private final Outbound outbound;
  private final ReceiveBuffer received = new ReceiveBuffer();
  private final StreamDialer dialer;

  /**
   * Sockets on the segment's event loop.
   *
   * @param background where the error queue's native code is loaded when first needed
   * @param drops counts the datagrams that the host does not take
   * @param outbound where they are bound
   */
  public HostSockets(Loop loop, Executor background, Drops drops, Outbound outbound) {
    this.loop = loop;
    this.dialer = new StreamDialer(loop);
    this.errors = new HostErrors(loop, background);
    this.drops = drops;
    this.outbound = outbound;
  }

  @Override
  public Dial dial(IpAddress address, int port, int from, Dialed dialed) {
    if (outbound.closedTo(address)) {
      return new Unreachable(dialed);
    }
    InetSocketAddress local = outbound.sourceFor(address, from);
    return dialer.dial(address.toSocketAddress(port), local, dialed::onConnected, dialed::onFailed)
        ::run;
  }

  @Override
  public @Nullable DatagramFlow datagrams(IpAddress peer, int port) {
    if (outbound.closedTo(peer)) {
      return null;
    }
    InetSocketAddress local = outbound.sourceFor(peer, port);
    return HostDatagrams.open(udp(), peer, local, loop.burst(), errors, drops);
  }

  /**
   * A UDP endpoint at a port of the host that others know; on the loop.
   *
   * @param port 0 for one that is free
   * @throws IOException if it is taken, or cannot be had
   */
  public DatagramFlow bind(IpAddress address, int port) throws IOException {
    InetSocketAddress local = address.toSocketAddress(port);
    return HostDatagrams.bind(udp(), address, local, loop.burst(), errors, drops);
  }

  @Override
  public @Nullable DatagramFlow pings(IpAddress peer) {
    if (outbound.closedTo(peer) || !loop.hasUnixSockets()) {
      return null;
    }
    try {
      int fd = PingSocket.open(peer instanceof Ipv6Address);
      Bootstrap sockets = received.use(loop.datagrams(fd));
      InetSocketAddress local = outbound.sourceFor(peer, 0);
      HostDatagrams flow = HostDatagrams.open(sockets, peer, local, loop.burst(), errors, drops);
      return flow == null ? null : flow.uncut();
    } catch (PosixException e) {
      LOG.debug("the host gives no ping socket", e);
      return null;
    }
  }

  private Bootstrap udp() {
    Bootstrap udp = loop.udp();
    if (loop.hasUnixSockets()) {
      udp = received.use(udp);
    } else {
      udp.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
    }
    return udp;
  }

  /** An attempt that fails once its caller has it. */
  private final class Unreachable implements Dial {
    private boolean cancelled;

    Unreachable(Dialed dialed) {
      loop.burst()
          .later(
              () -> {
                if (!cancelled) {
                  dialed.onFailed(ByteStream.Reason.NETWORK_UNREACHABLE);
                }
              });
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
