package io.qnet.slirp.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import io.qnet.wire.Burst;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket of the host, not connected: one endpoint for all the peers of a guest's endpoint.
 */
final class HostDatagrams extends ChannelInboundHandlerAdapter implements DatagramFlow {
  private static final Logger LOG = LoggerFactory.getLogger(HostDatagrams.class);

  /** ip(7): IPPROTO_IP is 0, IP_TTL 2. */
  private static final ChannelOption<Integer> IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);

  private static final int MAX_DATAGRAM = 65_535;
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
  private static final InetSocketAddress ANY_PORT = Ipv4Address.ANY.toSocketAddress(0);

  private final DatagramChannel channel;
  private final Burst burst;
  private final HostErrors errors;
  private final Drops drops;
  private final Runnable flush = this::flush;
  private @Nullable Receiver receiver;
  private boolean reading;
  private boolean flushing;
  private int hopLimit;

  private HostDatagrams(DatagramChannel channel, Burst burst, HostErrors errors, Drops drops) {
    this.channel = channel;
    this.burst = burst;
    this.errors = errors;
    this.drops = drops;
  }

  /**
   * A socket at a port that the host chooses, or null if the host gives none.
   *
   * @param udp as {@link io.qnet.wire.channel.Loop#udp} makes it
   */
  static @Nullable HostDatagrams open(Bootstrap udp, Burst burst, HostErrors errors, Drops drops) {
    ChannelFuture registered =
        udp.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
            .handler(new ChannelInboundHandlerAdapter())
            .register();
    if (registered.cause() != null) {
      LOG.debug("the host gives no UDP socket", registered.cause());
      return null;
    }
    DatagramChannel channel = (DatagramChannel) registered.channel();
    HostDatagrams flow = new HostDatagrams(channel, burst, errors, drops);
    channel.pipeline().addLast(flow);
    if (channel instanceof EpollDatagramChannel socket) {
      errors.enable(socket);
    }
    channel.bind(ANY_PORT);
    return flow;
  }

  DatagramChannel channel() {
    return channel;
  }

  @Override
  public void open(Receiver newReceiver) {
    receiver = newReceiver;
  }

  @Override
  public void send(ByteBuf payload, IpAddress to, int port, int newHopLimit) {
    if (newHopLimit != 0 && newHopLimit != hopLimit && channel instanceof EpollDatagramChannel) {
      channel.flush(); // what waits leaves with the hop limit that it was sent with
      channel.config().setOption(IP_TTL, newHopLimit);
      hopLimit = newHopLimit;
    }
    if (!payload.isReadable() && channel instanceof EpollDatagramChannel socket) {
      payload.release();
      sendEmpty(socket, to, port);
      return;
    }
    if (!channel.isWritable()) {
      channel.flush(); // a burst may bring more than the channel is to hold
    }
    if (!channel.isWritable()) {
      payload.release();
      drops.count(DropReason.HOST_REFUSED); // the host's network does not keep up
      return;
    }
    channel
        .write(new DatagramPacket(payload, to.toSocketAddress(port)))
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (!written.isSuccess()) {
                    drops.count(DropReason.HOST_REFUSED);
                    readErrors();
                  }
                });
    if (!flushing) {
      flushing = true;
      burst.later(flush);
    }
  }

  /** Netty leaves out what has no octets; to the far end it is a datagram like any other. */
  private void sendEmpty(EpollDatagramChannel socket, IpAddress to, int port) {
    channel.flush();
    try {
      ((Socket) socket.fd()).sendTo(NOTHING, 0, 0, to.toInet(), port);
    } catch (IOException e) {
      readErrors();
    }
  }

  private void flush() {
    flushing = false;
    channel.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    if (receiver == null) {
      packet.release();
      return;
    }
    if (!reading) {
      reading = true;
      burst.begin();
    }
    InetSocketAddress sender = packet.sender();
    receiver.onDatagram(packet.content(), IpAddress.of(sender.getAddress()), sender.getPort());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (reading) {
      reading = false;
      burst.end();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      readErrors();
    } else {
      LOG.error("a datagram from outside could not be handled", cause);
    }
  }

  private void readErrors() {
    if (receiver != null && channel instanceof EpollDatagramChannel socket) {
      errors.read(socket, receiver);
    }
  }

  @Override
  public void close() {
    receiver = null;
    channel.close();
  }
}
