package io.qnet.wire.channel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.qnet.wire.Burst;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As {@link PeerListener}, where there is no epoll. */
final class ChannelPeers implements StreamLink.Peers {
  private static final Logger log = LoggerFactory.getLogger(ChannelPeers.class);

  private final String name;
  private final Channel channel;
  private final Burst burst;
  private @Nullable StreamLink link;

  private ChannelPeers(Loop loop, String name, SocketAddress local) throws IOException {
    this.name = name;
    this.burst = loop.burst();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop.eventLoop())
            .channel(loop.transport().listener(local))
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.SO_SNDBUF, ChannelLink.SOCKET_BUFFER)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadInto(loop.memory().frames()))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WriteBatch.MARKS)
            .childHandler(new Arrival());
    if (!Transport.isUnix(local)) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    channel = UnixPath.bind(bootstrap, local);
  }

  static ChannelPeers bind(Loop loop, String name, SocketAddress local) throws IOException {
    return new ChannelPeers(loop, name, local);
  }

  @Override
  public void start(StreamLink newLink) {
    link = newLink;
    channel.config().setAutoRead(true);
  }

  @Override
  public void peerLeft(boolean spoke) {
    // the listener never stopped
  }

  @Override
  public SocketAddress address() {
    return channel.localAddress();
  }

  @Override
  public void close() {
    channel.close();
  }

  /** Somebody connected. */
  @ChannelHandler.Sharable
  private final class Arrival extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.pipeline().remove(this);
      StreamLink to = link;
      if (to == null || to.isTaken()) {
        log.warn("{}: refused a second peer; a port has one at a time", name);
        ctx.channel().close();
      } else {
        to.attach(new ChannelStream((DuplexChannel) ctx.channel(), burst));
      }
    }
  }
}
