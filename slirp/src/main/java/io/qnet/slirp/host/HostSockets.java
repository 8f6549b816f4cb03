package io.qnet.slirp.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.ChannelStream;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.SocketFailure;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The host's own sockets, on Netty: epoll where there is epoll, else NIO, which hears of no ICMP
 * errors.
 */
public final class HostSockets implements Outside {
  /** Linux gives up by itself a little later (tcp_syn_retries 6: 127 s). */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(2);

  /** Octets that all streams together may hold for far ends that do not read, about. */
  private static final long SHARED = 8 << 20;

  private static final long SMALLEST_SHARE = 4 << 10;
  private static final long LARGEST_SHARE = 256 << 10;

  /** Longer than any. */
  private static final int MAX_DATAGRAM = 65_535;

  private final Loop loop;
  private final HostErrors errors;
  private final Drops drops;
  private final ReceiveBuffer received = new ReceiveBuffer();
  private int streams;

  /**
   * Sockets on the segment's event loop.
   *
   * @param background where the error queue's native code is loaded when first needed
   * @param drops counts the datagrams that the host does not take
   */
  public HostSockets(Loop loop, Executor background, Drops drops) {
    this.loop = loop;
    this.errors = new HostErrors(loop, background);
    this.drops = drops;
  }

  @Override
  public Dial dial(IpAddress address, int port, Dialed dialed) {
    SocketAddress remote = address.toSocketAddress(port);
    return dial(loop.dialer(remote), remote, dialed);
  }

  Dial dial(Bootstrap dialer, SocketAddress remote, Dialed dialed) {
    ChannelFuture connecting =
        dialer
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, share())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
            .handler(new ChannelInboundHandlerAdapter())
            .connect(remote);
    Channel channel = connecting.channel();
    if (channel.isRegistered()) {
      streams++;
      channel.closeFuture().addListener(closed -> streams--);
    }
    Attempt attempt = new Attempt(connecting, dialed);
    connecting.addListener(done -> loop.execute(attempt::finish));
    return attempt;
  }

  /** When a stream counts as full: the more there are, the sooner. */
  private WriteBufferWaterMark share() {
    long most = Math.min(LARGEST_SHARE, Math.max(SMALLEST_SHARE, SHARED / (streams + 1)));
    return new WriteBufferWaterMark((int) most / 4, (int) most);
  }

  private final class Attempt implements Dial {
    private final ChannelFuture connecting;
    private final Dialed dialed;
    private boolean cancelled;

    Attempt(ChannelFuture connecting, Dialed dialed) {
      this.connecting = connecting;
      this.dialed = dialed;
    }

    void finish() {
      Throwable failure = connecting.cause();
      if (cancelled) {
        closeIfMade();
      } else if (failure == null) {
        DuplexChannel channel = (DuplexChannel) connecting.channel();
        dialed.onConnected(new ChannelStream(channel, loop.burst()));
      } else {
        dialed.onFailed(SocketFailure.reason(failure));
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      closeIfMade();
    }

    /** A channel that could not be made, for want of descriptors, cannot be closed either. */
    private void closeIfMade() {
      if (connecting.cause() == null) {
        connecting.channel().close();
      }
    }
  }

  @Override
  public @Nullable DatagramFlow datagrams() {
    Bootstrap udp = loop.udp();
    if (loop.hasUnixSockets()) {
      udp = received.use(udp);
    } else {
      udp.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
    }
    return HostDatagrams.open(udp, loop.burst(), errors, drops);
  }
}
