package io.qnet.slirp.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The host's own sockets, on Netty: epoll where there is epoll, else NIO, which hears of no ICMP
 * errors.
 */
public final class HostSockets implements Outside {
  /** Longer than any. */
  private static final int MAX_DATAGRAM = 65_535;

  private final Loop loop;
  private final HostErrors errors;
  private final Drops drops;
  private final ReceiveBuffer received = new ReceiveBuffer();
  private final StreamDialer dialer;

  /**
   * Sockets on the segment's event loop.
   *
   * @param background where the error queue's native code is loaded when first needed
   * @param drops counts the datagrams that the host does not take
   */
  public HostSockets(Loop loop, Executor background, Drops drops) {
    this.loop = loop;
    this.dialer = new StreamDialer(loop);
    this.errors = new HostErrors(loop, background);
    this.drops = drops;
  }

  @Override
  public Dial dial(IpAddress address, int port, Dialed dialed) {
    return dialer.dial(address.toSocketAddress(port), dialed::onConnected, dialed::onFailed)::run;
  }

  @Override
  public @Nullable DatagramFlow datagrams(IpAddress peer) {
    Bootstrap udp = loop.udp();
    if (loop.hasUnixSockets()) {
      udp = received.use(udp);
    } else {
      udp.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
    }
    return HostDatagrams.open(udp, peer, loop.burst(), errors, drops);
  }
}
