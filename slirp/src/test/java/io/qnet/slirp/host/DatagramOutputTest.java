package io.qnet.slirp.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.qnet.slirp.host.DatagramLab.Peer;
import io.qnet.slirp.host.DatagramLab.Via;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.packet.Icmpv4View;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a flow sends arrives whole, in order, once, whichever way the kernel was given it. */
@Timeout(120)
class DatagramOutputTest {
  private final Random random = new Random(11);

  private byte[] octets(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }

  private List<byte[]> octets(IntStream lengths) {
    return lengths.mapToObj(this::octets).toList();
  }

  private static void sendAll(DatagramLab bench, List<byte[]> datagrams, int to) throws Exception {
    bench.inBurst(
        () -> {
          datagrams.forEach(octets -> bench.send(octets, to, 0));
          return true;
        });
  }

  static Stream<Arguments> bursts() {
    IntStream mixed = new Random(5).ints(120, 1, 1200);
    return Stream.of(
            arguments("one", new int[] {700}),
            arguments("equal, more than one run", repeat(150, 200)),
            arguments("of one octet", repeat(130, 1)),
            arguments("equal, the last shorter", new int[] {900, 900, 900, 13}),
            arguments("shorter ones between", new int[] {900, 13, 900, 900, 13, 13, 900}),
            arguments("ever longer", IntStream.range(1, 120).toArray()),
            arguments("ever shorter", IntStream.range(1, 120).map(i -> 120 - i).toArray()),
            arguments("mixed", mixed.toArray()),
            arguments("two to a run", new int[] {32_753, 32_753}),
            arguments("just not two to a run", new int[] {32_754, 32_754}),
            arguments("longer than 32 KiB", new int[] {40_000, 40_000, 100}),
            arguments("the longest", new int[] {65_507, 1}))
        .flatMap(
            burst ->
                Arrays.stream(Via.values())
                    .map(via -> arguments(via, burst.get()[0], burst.get()[1])));
  }

  private static int[] repeat(int count, int length) {
    return IntStream.generate(() -> length).limit(count).toArray();
  }

  @DisplayName("a burst arrives datagram by datagram")
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("bursts")
  void burst(Via via, String name, int[] lengths) throws Exception {
    try (DatagramLab bench = new DatagramLab(via)) {
      Peer peer = bench.peer();
      for (int i = 0; i < 2; i++) {
        List<byte[]> datagrams = octets(Arrays.stream(lengths));
        sendAll(bench, datagrams, peer.port());
        peer.gets(datagrams);
      }
      assertThat(bench.drops.total()).as(name).isZero();
    }
  }

  @DisplayName("empty datagrams keep their place among the others")
  @Test
  void empty() throws Exception {
    try (DatagramLab bench = new DatagramLab(Via.EPOLL)) {
      Peer peer = bench.peer();
      List<byte[]> datagrams = octets(IntStream.of(0, 100, 100, 0, 0, 100, 7, 0));
      sendAll(bench, datagrams, peer.port());
      peer.gets(datagrams);
    }
  }

  @DisplayName("two peers, by turns: each gets its own, in order")
  @ParameterizedTest
  @EnumSource
  void interleaved(Via via) throws Exception {
    try (DatagramLab bench = new DatagramLab(via)) {
      List<Peer> peers = List.of(bench.peer(), bench.peer());
      List<List<byte[]>> sent = List.of(new ArrayList<>(), new ArrayList<>());
      bench.inBurst(
          () -> {
            for (int i = 0; i < 90; i++) {
              int to = random.nextInt(2);
              byte[] octets = octets(random.nextInt(4) == 0 ? 99 : 300);
              sent.get(to).add(octets);
              bench.send(octets, peers.get(to).port(), 0);
            }
            return true;
          });
      peers.get(0).gets(sent.get(0));
      peers.get(1).gets(sent.get(1));
    }
  }

  @DisplayName("each datagram leaves with its own hop limit")
  @Test
  void hopLimits() throws Exception {
    try (DatagramLab bench = new DatagramLab(Via.EPOLL)) {
      DatagramLab.Inbox inbox = new DatagramLab.Inbox();
      Channel only20 = listen(bench, inbox);
      int port = ((InetSocketAddress) only20.localAddress()).getPort();
      int[] limits = {10, 20, 20, 30, 0, 20, 10, 20, 0};
      bench.inBurst(
          () -> {
            for (int i = 0; i < limits.length; i++) {
              bench.send(new byte[] {(byte) i}, port, limits[i]);
            }
            return true;
          });
      for (int i : new int[] {1, 2, 5, 7}) {
        assertThat(inbox.next()).containsExactly(i);
      }
      bench.settle();
      assertThat(inbox.isEmpty()).isTrue();
      only20.close().sync();
    }
  }

  /** A socket that takes only what arrives with a TTL of 20 (socket(7), SO_ATTACH_FILTER). */
  private static Channel listen(DatagramLab bench, DatagramLab.Inbox inbox) {
    ByteBuf filter = Unpooled.directBuffer();
    instruction(filter, 0x30, 0, 0, -0x100000 + 8); // load the octet at SKF_NET_OFF + 8
    instruction(filter, 0x15, 0, 1, 20); // if it is 20
    instruction(filter, 0x06, 0, 0, 0xffff); // take the whole
    instruction(filter, 0x06, 0, 0, 0); // else nothing
    ByteBuffer program = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    program.putShort(0, (short) 4).putLong(8, filter.memoryAddress());
    Channel channel =
        new Bootstrap()
            .group(bench.flow.channel().eventLoop())
            .channel(EpollDatagramChannel.class)
            .option(new RawUnixChannelOption("SO_ATTACH_FILTER", 1, 26, 16), program)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext context, Object message) {
                    io.netty.channel.socket.DatagramPacket packet =
                        (io.netty.channel.socket.DatagramPacket) message;
                    inbox.onDatagram(packet.content(), Ipv4Address.LOOPBACK, 0);
                  }
                })
            .bind(Ipv4Address.LOOPBACK.toSocketAddress(0))
            .syncUninterruptibly()
            .channel();
    filter.release();
    return channel;
  }

  private static void instruction(ByteBuf to, int code, int ifTrue, int ifFalse, int operand) {
    to.writeShortLE(code).writeByte(ifTrue).writeByte(ifFalse).writeIntLE(operand);
  }

  static Stream<List<Integer>> toClosedPort() {
    return Stream.of(
        List.of(40), // a single datagram
        List.of(40, 40, 40), // a run
        List.of(40, 40, 9, 50, 0, 40, 40)); // and all that
  }

  @DisplayName(
      "a closed port: the guest hears of it, and others lose nothing; nobody is woken again")
  @ParameterizedTest
  @MethodSource("toClosedPort")
  void closedPort(List<Integer> lengths) throws Exception {
    int closed = DatagramLab.closedPort();
    DatagramError error =
        new DatagramError(
            Ipv4Address.LOOPBACK, Ipv4Address.LOOPBACK, closed, Icmpv4View.UNREACHABLE, 3, 0);
    try (DatagramLab bench = new DatagramLab(Via.EPOLL)) {
      AtomicInteger wakeUps = new AtomicInteger();
      bench.flow.channel().pipeline().addFirst(new WakeUps(wakeUps));
      Peer peer = bench.peer();
      for (int round = 0; round < 10; round++) {
        List<byte[]> datagrams = octets(IntStream.of(30, 30, 30, 8, 31, 0, 30, 30));
        bench.inBurst(
            () -> {
              lengths.forEach(length -> bench.send(new byte[length], closed, 0));
              datagrams.forEach(octets -> bench.send(octets, peer.port(), 0));
              lengths.forEach(length -> bench.send(new byte[length], closed, 0));
              return true;
            });
        peer.gets(datagrams);
        assertThat(bench.inbox.errors.poll(60, TimeUnit.SECONDS)).isEqualTo(error);
      }
      bench.settle();
      assertThat(bench.inbox.errors).allMatch(error::equals);
      int before = wakeUps.get();
      for (int i = 0; i < 500; i++) {
        bench.inBurst(() -> true);
      }
      assertThat(wakeUps.get() - before).isLessThan(10);
    }
  }

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

  @DisplayName("udp(7), UDP_SEGMENT: runs that the kernel does not cut arrive all the same, once")
  @Test
  void uncut() throws Exception {
    try (DatagramLab bench = new DatagramLab(Via.EPOLL)) {
      Peer peer = bench.peer();
      // without a checksum nothing is cut: EINVAL
      bench.flow.channel().config().setOption(new IntegerUnixChannelOption("NO_CHECK", 1, 11), 1);
      for (int i = 0; i < 3; i++) {
        List<byte[]> datagrams = octets(IntStream.of(60, 60, 60, 5, 100, 100, 7, 60, 60));
        sendAll(bench, datagrams, peer.port());
        peer.gets(datagrams);
      }
      assertThat(bench.drops.total()).isZero();
    }
  }

  @DisplayName("the host's network does not keep up: what is held is bounded")
  @ParameterizedTest
  @EnumSource
  void jam(Via via) throws Exception {
    try (DatagramLab bench = new DatagramLab(via)) {
      Peer peer = bench.peer();
      Jam jam = new Jam();
      bench.flow.channel().pipeline().addFirst(jam);
      List<byte[]> datagrams = octets(IntStream.of(repeat(1000, 1000)));
      bench.inBurst(
          () -> {
            datagrams.forEach(octets -> bench.send(octets, peer.port(), 10));
            bench.send(new byte[5], peer.port(), 11);
            return true;
          });
      int held = 1001 - (int) bench.drops.of(DropReason.HOST_REFUSED);
      assertThat(held).isBetween(50, 150);
      jam.over = true;
      bench.inBurst(() -> bench.flow.channel().flush());
      peer.getsFirst(datagrams.subList(0, 50)); // its socket holds no more for certain
    }
  }

  /** Has everything wait, as a full socket does. */
  private static final class Jam extends ChannelOutboundHandlerAdapter {
    volatile boolean over;

    @Override
    public void flush(ChannelHandlerContext context) {
      if (over) {
        context.flush();
      }
    }
  }

  @DisplayName("a full socket: no datagram passes those that wait, nor changes their hop limit")
  @Test
  void noOvertaking() throws Exception {
    try (DatagramLab bench = new DatagramLab(Via.EPOLL)) {
      Peer peer = bench.peer();
      Jam jam = new Jam();
      bench.flow.channel().pipeline().addFirst(jam);
      bench.inBurst(
          () -> {
            bench.send(new byte[] {1}, peer.port(), 10);
            bench.send(new byte[] {2}, peer.port(), 11);
            bench.send(new byte[0], peer.port(), 10);
            bench.send(new byte[] {3}, peer.port(), 10);
            return true;
          });
      assertThat(bench.drops.of(DropReason.HOST_REFUSED)).isEqualTo(2);
      jam.over = true;
      bench.inBurst(() -> bench.flow.channel().flush());
      peer.gets(List.of(new byte[] {1}, new byte[] {3}));
    }
  }

  @DisplayName("what was sent before the close leaves; what waits then, or comes later, is let go")
  @ParameterizedTest
  @EnumSource
  void close(Via via) throws Exception {
    try (DatagramLab bench = new DatagramLab(via)) {
      Peer peer = bench.peer();
      bench.inBurst(
          () -> {
            bench.send(new byte[] {1, 2}, peer.port(), 0);
            bench.send(new byte[] {3, 4}, peer.port(), 0);
            bench.flow.close();
            bench.send(new byte[] {5, 6}, peer.port(), 12);
            return true;
          });
      peer.gets(List.of(new byte[] {1, 2}, new byte[] {3, 4}));
      assertThat(bench.drops.of(DropReason.HOST_REFUSED)).isEqualTo(1);
    }
    try (DatagramLab bench = new DatagramLab(via)) {
      Peer peer = bench.peer();
      bench.flow.channel().pipeline().addFirst(new Jam());
      sendAll(bench, octets(IntStream.of(70, 70, 3, 80)), peer.port());
      bench.inBurst(
          () -> {
            bench.flow.channel().close(); // not by its owner
            bench.send(new byte[9], peer.port(), 12);
            return true;
          });
      assertThat(bench.drops.of(DropReason.HOST_REFUSED)).isEqualTo(5);
      peer.getsNothing();
    }
  }
}
