package io.qnet.slirp.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.qnet.wire.Burst;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.clock.EventLoopClock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A UDP flow of the host's, and its peers, all real sockets on loopback. */
final class DatagramLab implements AutoCloseable {
  private static final int LONGEST = 65_507;

  final Drops drops = new Drops();
  final Inbox inbox = new Inbox();
  final HostDatagrams flow;

  private final Loop loop = Loop.start("datagram-lab");
  private final MultiThreadIoEventLoopGroup nio =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop eventLoop;
  private final Burst burst;
  private final List<ByteBuf> payloads = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();
  private int port;

  /** Which of Netty's transports. */
  enum Via {
    EPOLL,
    NIO
  }

  DatagramLab(Via via) throws Exception {
    if (via == Via.EPOLL) {
      assumeTrue(loop.hasUnixSockets(), "no epoll here");
      eventLoop = loop.eventLoop();
      burst = loop.burst();
    } else {
      eventLoop = nio.next();
      burst = new Burst(new EventLoopClock(eventLoop));
    }
    flow = inBurst(() -> open(via));
    port = flow.channel().localAddress().getPort();
  }

  private HostDatagrams open(Via via) {
    HostDatagrams made;
    if (via == Via.EPOLL) {
      made =
          (HostDatagrams)
              new HostSockets(loop, Runnable::run, drops, Outbound.ANY)
                  .datagrams(Ipv4Address.LOOPBACK);
    } else {
      Bootstrap udp =
          new Bootstrap()
              .group(eventLoop)
              .channel(NioDatagramChannel.class)
              .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST));
      made =
          HostDatagrams.open(
              udp, Ipv4Address.LOOPBACK, null, burst, new HostErrors(loop, Runnable::run), drops);
    }
    Objects.requireNonNull(made).open(inbox);
    return made;
  }

  /** Does {@code work} on the flow's loop. */
  <T> T inBurst(Callable<T> work) throws Exception {
    Callable<T> whole =
        () -> {
          burst.begin();
          try {
            return work.call();
          } finally {
            burst.end();
          }
        };
    return eventLoop.submit(whole).get(60, TimeUnit.SECONDS);
  }

  /** Waits until the loop has been through what it had to do. */
  void settle() throws Exception {
    for (int i = 0; i < 5; i++) {
      inBurst(() -> true);
    }
  }

  /** Has the flow send; in a burst. */
  void send(byte[] octets, int to, int hopLimit) {
    ByteBuf payload = Unpooled.buffer(octets.length).writeBytes(octets);
    payloads.add(payload);
    flow.send(payload, Ipv4Address.LOOPBACK, to, hopLimit);
  }

  Peer peer() throws IOException {
    Peer peer = new Peer();
    peers.add(peer);
    return peer;
  }

  /** A port that nobody listens at. */
  static int closedPort() throws IOException {
    try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  @Override
  public void close() {
    eventLoop.submit(flow::close).syncUninterruptibly();
    assertThat(payloads).allMatch(payload -> payload.refCnt() == 0);
    peers.forEach(peer -> peer.socket.close());
    loop.close();
    nio.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** Somebody outside. */
  final class Peer {
    private final DatagramSocket socket;

    private Peer() throws IOException {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    int port() {
      return socket.getLocalPort();
    }

    void send(byte[] octets) throws IOException {
      InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      socket.send(new DatagramPacket(octets, octets.length, to));
    }

    /** Receives exactly {@code expected}, in this order, and nothing else. */
    void gets(List<byte[]> expected) throws IOException {
      getsFirst(expected);
      getsNothing();
    }

    void getsFirst(List<byte[]> expected) throws IOException {
      socket.setSoTimeout(5000);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(receive())
            .as("datagram %d of %d", i, expected.size())
            .isEqualTo(expected.get(i));
      }
    }

    void getsNothing() throws IOException {
      socket.setSoTimeout(20);
      assertThatThrownBy(this::receive).isInstanceOf(SocketTimeoutException.class);
    }

    private byte[] receive() throws IOException {
      DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }
  }

  /** What the flow brought. */
  static final class Inbox implements DatagramFlow.Receiver {
    final BlockingQueue<DatagramError> errors = new LinkedBlockingQueue<>();
    final List<ByteBuf> kept = new ArrayList<>();

    /** Datagrams that are to be kept as they came. */
    volatile int keep;

    private final BlockingQueue<byte[]> datagrams = new LinkedBlockingQueue<>();

    @Override
    public void onDatagram(ByteBuf payload, IpAddress from, int port) {
      datagrams.add(ByteBufUtil.getBytes(payload));
      if (kept.size() < keep) {
        kept.add(payload);
      } else {
        payload.release();
      }
    }

    @Override
    public void onError(DatagramError error) {
      errors.add(
          new DatagramError(
              error.offender(), error.to(), error.port(), error.type(), error.code(), error.mtu()));
    }

    /** The next one, if it comes. */
    byte @Nullable [] next() throws InterruptedException {
      return datagrams.poll(60, TimeUnit.SECONDS);
    }

    boolean isEmpty() {
      return datagrams.isEmpty();
    }
  }
}
