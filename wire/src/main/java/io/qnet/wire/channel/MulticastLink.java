package io.qnet.wire.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * A port for QEMU's {@code -netdev socket,mcast=}: every frame is a datagram to a multicast group,
 * and whoever is in the group hears all of them. A cable with many ends, and no cable is quieter.
 *
 * <p>Two sockets: one is bound to the group and listens, the other sends, so that what comes back
 * of our own (and on one host it has to come back, for the others to hear it) is told by its source
 * and ignored.
 */
public final class MulticastLink extends ChannelLink {
  private static final int MAX_DATAGRAM = 65536;

  private final InetSocketAddress group;
  private final DatagramChannel listener;
  private final Channel sender;
  private final InetSocketAddress own;
  private final WriteBatch batch;

  private MulticastLink(Loop loop, String name, InetSocketAddress group, @Nullable InetAddress via)
      throws IOException {
    super(loop, name);
    this.group = group;
    var sending =
        loop.udp()
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WriteBatch.MARKS)
            .handler(new Sending());
    if (via != null) {
      sending.option(ChannelOption.IP_MULTICAST_IF, networkInterface(via));
    }
    InetSocketAddress from = via == null ? null : new InetSocketAddress(via, 0);
    sender = done(sending.connect(group, from));
    own = (InetSocketAddress) sender.localAddress();
    batch = new WriteBatch(sender, WriteBatch.LARGE_PAGE);
    DatagramChannel made = null;
    try {
      made = listen();
      done(made.joinGroup(group.getAddress(), networkInterface(own.getAddress()), null));
    } catch (IOException failure) {
      sender.close();
      if (made != null) {
        made.close();
      }
      throw failure;
    }
    listener = made;
  }

  /**
   * Joins {@code group}; receives when it is opened. Not to be called on the loop.
   *
   * @param via the address of the interface to use; null for the one that the host's routes name
   * @throws IOException if there is no way to the group, or the port is taken by one who does not
   *     share
   */
  public static MulticastLink join(
      Loop loop, String name, InetSocketAddress group, @Nullable InetAddress via)
      throws IOException {
    return new MulticastLink(loop, name, group, via);
  }

  private DatagramChannel listen() throws IOException {
    var listening =
        loop.udp()
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BUFFER))
            .handler(new Listening());
    if (loop.transport() == Transport.EPOLL) {
      listening.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM);
    }
    return (DatagramChannel) done(listening.bind(group));
  }

  private Channel done(ChannelFuture future) throws IOException {
    Throwable cause = future.awaitUninterruptibly().cause();
    if (cause == null) {
      return future.channel();
    }
    future.channel().close();
    BindException refused =
        new BindException(
            "cannot join "
                + group.getAddress().getHostAddress()
                + ": "
                + cause.getMessage()
                + "; without a route to it, name the interface's address, or add one:"
                + " ip route add 224.0.0.0/4 dev lo");
    refused.initCause(cause);
    throw refused;
  }

  private static NetworkInterface networkInterface(InetAddress address) throws IOException {
    NetworkInterface found = NetworkInterface.getByInetAddress(address);
    if (found == null) {
      throw new BindException(
          "no interface of this host has the address " + address.getHostAddress());
    }
    return found;
  }

  @Override
  public boolean writable() {
    return sender.isWritable();
  }

  @Override
  public Offloads offloads() {
    return new Offloads(UdpLink.MAX_FRAME, false, false, false, false);
  }

  @Override
  void start() {
    up();
    listener.config().setAutoRead(true);
  }

  @Override
  @Nullable DropReason refusal(Frame frame) {
    if (frame.length() > UdpLink.MAX_FRAME) {
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
    sender.close();
    listener.close();
  }

  /** The socket that sends; nobody sends to it. */
  private final class Sending extends DatagramBursts {
    Sending() {
      super(MulticastLink.this);
    }

    @Override
    void failed(IOException failure) {
      drops.count(UdpLink.reason(failure));
    }
  }

  /** The socket that listens: our own come back, too. */
  private final class Listening extends DatagramBursts {
    Listening() {
      super(MulticastLink.this);
    }

    @Override
    boolean isWanted(InetSocketAddress sender) {
      return !sender.equals(own);
    }

    @Override
    void failed(IOException failure) {
      log.debug("{}: {}", name(), failure.toString());
    }
  }
}
