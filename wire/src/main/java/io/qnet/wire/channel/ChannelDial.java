package io.qnet.wire.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.qnet.wire.ByteStream;
import io.qnet.wire.ByteStream.Reason;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An attempt to connect a channel: where there is no epoll. */
final class ChannelDial {
  private final Loop loop;
  private final ChannelFuture connecting;
  private final Consumer<ByteStream> onConnected;
  private final Consumer<Reason> onFailed;
  private boolean cancelled;

  private ChannelDial(
      Loop loop,
      ChannelFuture connecting,
      Consumer<ByteStream> onConnected,
      Consumer<Reason> onFailed) {
    this.loop = loop;
    this.connecting = connecting;
    this.onConnected = onConnected;
    this.onFailed = onFailed;
  }

  static Runnable start(
      StreamDialer dialer,
      SocketAddress remote,
      @Nullable SocketAddress local,
      Consumer<ByteStream> onConnected,
      Consumer<Reason> onFailed) {
    Loop loop = dialer.loop();
    int mark = dialer.share();
    ChannelFuture connecting =
        loop.dialer(remote)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(mark / 4, mark))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) StreamDialer.PATIENCE.toMillis())
            .handler(new ChannelInboundHandlerAdapter())
            .connect(remote, local);
    Channel channel = connecting.channel();
    if (channel.isRegistered()) {
      dialer.opened();
      channel.closeFuture().addListener(closed -> dialer.closed());
    }
    ChannelDial dial = new ChannelDial(loop, connecting, onConnected, onFailed);
    connecting.addListener(done -> loop.execute(dial::finish));
    return dial::cancel;
  }

  private void finish() {
    Throwable failure = connecting.cause();
    if (cancelled) {
      closeIfMade();
    } else if (failure == null) {
      DuplexChannel channel = (DuplexChannel) connecting.channel();
      onConnected.accept(new ChannelStream(channel, loop.burst()));
    } else {
      onFailed.accept(SocketFailure.reason(failure));
    }
  }

  private void cancel() {
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
