package io.qnet.slirp.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.Loop;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The host's sockets when the host has none, or cannot read what they report. */
@Timeout(120)
class HostFailuresTest {
  private final Loop loop = Loop.start("host-failures-test");
  private final Drops drops = new Drops();
  private final HostSockets outside = new HostSockets(loop, Runnable::run, drops, Outbound.ANY);

  @AfterEach
  void close() {
    loop.close();
  }

  private <T> T onLoop(Callable<T> work) throws Exception {
    return loop.submit(work).get(60, TimeUnit.SECONDS);
  }

  /** As Netty does it when the process is out of descriptors. */
  private Bootstrap exhausted() {
    return new Bootstrap()
        .group(loop.eventLoop())
        .channelFactory(
            () -> {
              throw new ChannelException("Too many open files");
            });
  }

  @Test
  @DisplayName("no descriptor for datagrams: null, and no exception")
  void noDatagrams() throws Exception {
    HostErrors errors = new HostErrors(loop, Runnable::run);
    assertThat(
            onLoop(
                () ->
                    HostDatagrams.open(
                            exhausted(), Ipv4Address.LOOPBACK, null, loop.burst(), errors, drops)
                        == null))
        .isTrue();
  }

  private int countsWakeUps(Executor background, HostErrors.Opening opening) throws Exception {
    int port;
    try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    HostErrors errors = new HostErrors(loop, background, opening);
    AtomicInteger wakeUps = new AtomicInteger();
    HostDatagrams flow =
        onLoop(
            () -> {
              HostDatagrams made =
                  Objects.requireNonNull(
                      HostDatagrams.open(
                          loop.udp(), Ipv4Address.LOOPBACK, null, loop.burst(), errors, drops));
              made.channel().pipeline().addFirst(new WakeUps(wakeUps));
              made.open(new Inbox());
              made.send(Unpooled.buffer().writeByte(1), Ipv4Address.LOOPBACK, port, 0);
              return made;
            });
    for (int i = 0; i < 2000; i++) {
      onLoop(() -> true);
    }
    onLoop(
        () -> {
          flow.close();
          return true;
        });
    return wakeUps.get();
  }

  @Test
  @DisplayName("an error queue that cannot be read wakes nobody again and again")
  void unreadableQueue() throws Exception {
    assumeTrue(loop.hasUnixSockets(), "error queues are epoll's");
    HostErrors.Opening broken =
        () -> {
          throw new UnsatisfiedLinkError("no native code today");
        };
    assertThat(countsWakeUps(Runnable::run, broken)).isBetween(1, 10);
  }

  @Test
  @DisplayName("nor does one for whose reader nobody has time")
  void busyBackground() throws Exception {
    assumeTrue(loop.hasUnixSockets(), "error queues are epoll's");
    Executor busy =
        work -> {
          throw new RejectedExecutionException("busy");
        };
    HostErrors.Opening never =
        () -> {
          throw new AssertionError("nobody had time for that");
        };
    assertThat(countsWakeUps(busy, never)).isBetween(1, 10);
  }

  /** Counts how often a socket was found readable or in error. */
  private static final class WakeUps extends ChannelInboundHandlerAdapter {
    private final AtomicInteger count;

    WakeUps(AtomicInteger count) {
      this.count = count;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      count.incrementAndGet();
      context.fireChannelReadComplete();
    }
  }

  /** What a flow brought; throws at the first datagram, if it is told to. */
  private static class Inbox implements DatagramFlow.Receiver {
    final BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    boolean throwing;

    @Override
    public void onDatagram(ByteBuf payload, IpAddress from, int port) {
      int length = payload.readableBytes();
      payload.release();
      if (throwing) {
        throwing = false;
        throw new IllegalStateException("a receiver that is broken on purpose");
      }
      lengths.add(length);
    }

    @Override
    public void onError(DatagramError error) {}
  }

  private DatagramFlow open(Inbox inbox) throws Exception {
    return onLoop(
        () -> {
          DatagramFlow flow = Objects.requireNonNull(outside.datagrams(Ipv4Address.LOOPBACK));
          flow.open(inbox);
          return flow;
        });
  }

  @Test
  @DisplayName("a receiver that throws costs its datagram; the burst ends all the same")
  void throwingReceiver() throws Exception {
    Inbox inbox = new Inbox();
    inbox.throwing = true;
    DatagramFlow flow = open(inbox);
    try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      onLoop(
          () -> {
            ByteBuf hello = Unpooled.buffer().writeByte(1);
            flow.send(hello, Ipv4Address.LOOPBACK, peer.getLocalPort(), 0);
            return true;
          });
      DatagramPacket packet = new DatagramPacket(new byte[10], 10);
      peer.receive(packet);
      peer.send(new DatagramPacket(new byte[3], 3, packet.getSocketAddress()));
      peer.send(new DatagramPacket(new byte[4], 4, packet.getSocketAddress()));
      assertThat(inbox.lengths.poll(60, TimeUnit.SECONDS)).isEqualTo(4);
    }
    CompletableFuture<Boolean> outsideBursts = new CompletableFuture<>();
    loop.eventLoop()
        .execute(
            () -> {
              assertThatThrownBy(() -> loop.burst().later(() -> {}))
                  .isInstanceOf(IllegalStateException.class);
              outsideBursts.complete(true);
            });
    assertThat(outsideBursts.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("168 KB of datagrams in one burst: more than a channel holds, and all of them leave")
  void manyInOneBurst() throws Exception {
    DatagramFlow flow = open(new Inbox());
    List<DatagramSocket> peers = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) { // the kernel holds as much as this for each
        peers.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
      }
      onLoop(
          () -> {
            for (int i = 0; i < 120; i++) {
              ByteBuf payload = Unpooled.buffer().writeZero(1400);
              flow.send(payload, Ipv4Address.LOOPBACK, peers.get(i % 4).getLocalPort(), 0);
            }
            return true;
          });
      for (int i = 0; i < 120; i++) {
        peers.get(i % 4).setSoTimeout(5000);
        peers.get(i % 4).receive(new DatagramPacket(new byte[1500], 1500));
      }
    } finally {
      peers.forEach(DatagramSocket::close);
    }
    assertThat(drops.of(DropReason.HOST_REFUSED)).isZero();
  }

  @Test
  @DisplayName("what the host's network does not take is counted")
  void refusedDatagram() throws Exception {
    DatagramFlow flow = open(new Inbox());
    onLoop(
        () -> {
          ByteBuf payload = Unpooled.buffer().writeZero(65_507 + 1);
          flow.send(payload, Ipv4Address.LOOPBACK, 9, 0);
          return true;
        });
    onLoop(() -> true);
    assertThat(drops.of(DropReason.HOST_REFUSED)).isEqualTo(1);
  }
}
