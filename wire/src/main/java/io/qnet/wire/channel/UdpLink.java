package io.qnet.wire.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Frames in UDP datagrams. The socket is connected: the kernel keeps strangers out, and tells when
 * the peer's port is closed.
 */
final class UdpLink extends DatagramLink {
  /** What fits into a UDP datagram over IPv4. */
  static final int MAX_FRAME = 65507;

  private static final int MAX_DATAGRAM = 65536;

  private final Channel channel;
  private final WriteBatch batch;

  private UdpLink(Loop loop, String name, InetSocketAddress local, InetSocketAddress remote)
      throws IOException {
    super(loop, name);
    var bootstrap =
        loop.udp()
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BUFFER))
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WriteBatch.MARKS)
            .handler(new Datagrams());
    if (loop.transport() == Transport.EPOLL) {
      bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM);
    }
    ChannelFuture connected = bootstrap.connect(remote, local).awaitUninterruptibly();
    if (connected.cause() != null) {
      BindException refused =
          new BindException(
              "cannot use " + local + " with " + remote + ": " + connected.cause().getMessage());
      refused.initCause(connected.cause());
      throw refused;
    }
    channel = connected.channel();
    batch = new WriteBatch(channel, WriteBatch.LARGE_PAGE);
  }

  static UdpLink bind(Loop loop, String name, InetSocketAddress local, InetSocketAddress remote)
      throws IOException {
    return new UdpLink(loop, name, local, remote);
  }

  @Override
  public SocketAddress address() {
    return channel.localAddress();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public Offloads offloads() {
    return new Offloads(MAX_FRAME, false, false, false, false);
  }

  @Override
  void start() {
    up();
    channel.config().setAutoRead(true);
  }

  @Override
  @Nullable DropReason refusal(Frame frame) {
    if (frame.length() > MAX_FRAME) {
      return DropReason.OVERSIZE;
    }
    return batch.waiting() > MOST_WAITING ? DropReason.LINK_FULL : null;
  }

  @Override
  void enqueue(Frame frame) {
    batch.add(frame.octets());
    batch.endMessage();
  }

  @Override
  void flushQueue() {
    batch.flush();
  }

  @Override
  void stop() {
    batch.close();
    channel.close();
  }

  /** Why a datagram could not be sent. */
  static DropReason reason(IOException failure) {
    if (failure instanceof PortUnreachableException) {
      return DropReason.NO_PEER;
    }
    return switch (SocketFailure.errno(failure)) {
      case SocketFailure.ECONNREFUSED -> DropReason.NO_PEER;
      case SocketFailure.EMSGSIZE -> DropReason.OVERSIZE;
      case SocketFailure.ENOBUFS -> DropReason.LINK_FULL;
      default -> DropReason.HOST_REFUSED;
    };
  }

  private final class Datagrams extends ChannelInboundHandlerAdapter {
    private boolean reading;

    /** All that one wake-up of the loop brings is one burst. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!reading) {
        reading = true;
        burst.begin();
      }
      Frame frame = Frame.plain(((DatagramPacket) message).content());
      if (frame.length() == 0) {
        frame.release();
      } else {
        deliver(frame);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (reading) {
        reading = false;
        burst.end();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (channel.isWritable()) {
        writableAgain();
      }
    }

    /** A datagram could not be sent, or the network answered an earlier one with an error. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      if (failure instanceof IOException refused) {
        drops.count(reason(refused));
      } else {
        fault(failure);
      }
    }
  }
}
