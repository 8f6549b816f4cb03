package io.qnet.wire.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
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
    batch.add(frame.take());
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

  private final class Datagrams extends DatagramBursts {
    Datagrams() {
      super(UdpLink.this);
    }

    @Override
    void failed(IOException failure) {
      drops.count(reason(failure));
    }
  }
}
