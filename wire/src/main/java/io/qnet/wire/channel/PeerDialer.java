package io.qnet.wire.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.qnet.wire.clock.Clock;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer that we connect to, again and again. Only a peer that spoke shortens the wait for the next
 * attempt: one that accepts and hangs up at once is not pestered.
 */
final class PeerDialer implements StreamLink.Peers {
  private static final Logger log = LoggerFactory.getLogger(PeerDialer.class);
  private static final int CONNECT_MILLIS = 5_000;

  private final Loop loop;
  private final String name;
  private final SocketAddress remote;
  private final Backoff backoff;
  private @Nullable StreamLink link;
  private @Nullable Channel connecting;
  private Clock.@Nullable Alarm alarm;
  private boolean complained;
  private boolean closed;

  PeerDialer(Loop loop, String name, SocketAddress remote, Backoff backoff) {
    this.loop = loop;
    this.name = name;
    this.remote = remote;
    this.backoff = backoff;
  }

  @Override
  public void start(StreamLink newLink) {
    link = newLink;
    dial();
  }

  @Override
  public void peerLeft(boolean spoke) {
    if (spoke) {
      backoff.reset();
    }
    dialLater();
  }

  @Override
  public SocketAddress address() {
    return remote;
  }

  @Override
  public void close() {
    closed = true;
    if (alarm != null) {
      alarm.cancel();
    }
    if (connecting != null) {
      connecting.close();
    }
  }

  private void dial() {
    alarm = null;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(loop.transport().stream(remote))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.SO_SNDBUF, ChannelLink.SOCKET_BUFFER)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new ReadInto(loop.memory().frames()))
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WriteBatch.MARKS)
            .handler(new ChannelInboundHandlerAdapter());
    if (!Transport.isUnix(remote)) {
      bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
    }
    ChannelFuture attempt = bootstrap.connect(remote);
    connecting = attempt.channel();
    attempt.addListener(done -> dialed(attempt.channel(), done.cause()));
  }

  private void dialed(Channel channel, @Nullable Throwable failure) {
    connecting = null;
    if (closed || link == null) {
      channel.close();
    } else if (failure == null) {
      complained = false;
      link.attach(new ChannelStream((DuplexChannel) channel, loop.burst()));
    } else {
      complain(failure);
      dialLater();
    }
  }

  private void complain(Throwable failure) {
    if (!complained) {
      complained = true;
      log.info("{}: cannot connect to {} yet ({}), trying on", name, remote, failure.getMessage());
    }
  }

  private void dialLater() {
    if (!closed) {
      Clock clock = loop.clock();
      alarm = clock.at(clock.now() + backoff.next(), this::dial);
    }
  }
}
