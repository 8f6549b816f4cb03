package io.qnet.slirp.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.packet.Icmpv4View;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The host's own sockets, against real peers on loopback. */
@Timeout(120)
class HostSocketsTest {
  private final Loop loop = Loop.start("host-sockets-test");
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final HostSockets outside = new HostSockets(loop, background, new Drops(), Outbound.ANY);

  @AfterEach
  void close() {
    loop.close();
    background.shutdownNow();
  }

  private CompletableFuture<Object> dial(int port) {
    return dial(outside, Ipv4Address.LOOPBACK, port);
  }

  private CompletableFuture<Object> dial(HostSockets from, IpAddress to, int port) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    loop.execute(
        () ->
            from.dial(
                to,
                port,
                new Outside.Dialed() {
                  @Override
                  public void onConnected(ByteStream stream) {
                    result.complete(stream);
                  }

                  @Override
                  public void onFailed(ByteStream.Reason reason) {
                    result.complete(reason);
                  }
                }));
    return result;
  }

  @Test
  void connects() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Object stream = dial(server.getLocalPort()).get(60, TimeUnit.SECONDS);
      assertThat(stream).isInstanceOf(ByteStream.class);
      try (Socket accepted = server.accept()) {
        loop.execute(
            () ->
                ((ByteStream) stream)
                    .write(Unpooled.copiedBuffer("hi", StandardCharsets.US_ASCII)));
        assertThat(accepted.getInputStream().readNBytes(2))
            .isEqualTo("hi".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void refused() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
    }
    assertThat(dial(port).get(60, TimeUnit.SECONDS)).isEqualTo(ByteStream.Reason.REFUSED);
  }

  @Test
  @DisplayName("a family without an outbound address does not leave; loopback is not outside")
  void closedFamily() throws Exception {
    Outbound six = new Outbound(null, Ipv6Address.parse("2001:db8::1"), true);
    HostSockets closed = new HostSockets(loop, background, new Drops(), six);
    IpAddress world = IpAddress.parse("192.0.2.1");
    assertThat(dial(closed, world, 80).get(60, TimeUnit.SECONDS))
        .isEqualTo(ByteStream.Reason.NETWORK_UNREACHABLE);
    assertThat(loop.submit(() -> closed.datagrams(world) == null).join()).isTrue();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              dial(closed, Ipv4Address.LOOPBACK, server.getLocalPort()).get(60, TimeUnit.SECONDS))
          .isInstanceOf(ByteStream.class);
    }
  }

  @Test
  @DisplayName("an outbound address is that of everything but loopback, and of its family")
  void outboundSource() {
    Ipv4Address four = Ipv4Address.parse("198.51.100.7");
    Outbound outbound = new Outbound(four, null, false);
    assertThat(outbound.sourceFor(Ipv4Address.parse("192.0.2.1"), 0))
        .isEqualTo(four.toSocketAddress(0));
    assertThat(outbound.sourceFor(Ipv4Address.LOOPBACK, 0)).isNull();
    assertThat(outbound.sourceFor(Ipv4Address.LOOPBACK, 7))
        .isEqualTo(Ipv4Address.ANY.toSocketAddress(7));
    assertThat(outbound.sourceFor(Ipv6Address.parse("2001:db8::1"), 0)).isNull();
    assertThat(outbound.closedTo(Ipv6Address.parse("2001:db8::1"))).isFalse();
  }

  /** What a flow brought. */
  private static final class Inbox implements DatagramFlow.Receiver {
    final BlockingQueue<String> datagrams = new LinkedBlockingQueue<>();
    final BlockingQueue<DatagramError> errors = new LinkedBlockingQueue<>();

    @Override
    public void onDatagram(ByteBuf payload, IpAddress from, int port) {
      datagrams.add(payload.toString(StandardCharsets.US_ASCII) + " from " + from + ":" + port);
      payload.release();
    }

    @Override
    public void onError(DatagramError error) {
      errors.add(
          new DatagramError(
              error.offender(), error.to(), error.port(), error.type(), error.code(), error.mtu()));
    }
  }

  private void send(DatagramFlow flow, String text, int port, int ttl) {
    ByteBuf payload = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    loop.execute(() -> flow.send(payload, Ipv4Address.LOOPBACK, port, ttl));
  }

  private DatagramFlow open(Inbox inbox) throws Exception {
    return loop.submit(
            () -> {
              DatagramFlow flow = Objects.requireNonNull(outside.datagrams(Ipv4Address.LOOPBACK));
              flow.open(inbox);
              return flow;
            })
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("a datagram sent in the burst that opened the flow, and its answer")
  void datagrams() throws Exception {
    try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Inbox inbox = new Inbox();
      DatagramFlow flow =
          loop.submit(
                  () -> {
                    DatagramFlow opened =
                        Objects.requireNonNull(outside.datagrams(Ipv4Address.LOOPBACK));
                    opened.open(inbox);
                    opened.send(
                        Unpooled.copiedBuffer("first", StandardCharsets.US_ASCII),
                        Ipv4Address.LOOPBACK,
                        peer.getLocalPort(),
                        17);
                    return opened;
                  })
              .get(60, TimeUnit.SECONDS);
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      peer.setSoTimeout(5000);
      peer.receive(packet);
      assertThat(packet.getLength()).isEqualTo(5);
      peer.send(
          new DatagramPacket(
              "answer".getBytes(StandardCharsets.US_ASCII),
              6,
              new InetSocketAddress(packet.getAddress(), packet.getPort())));
      assertThat(inbox.datagrams.poll(60, TimeUnit.SECONDS))
          .isEqualTo("answer from 127.0.0.1:" + peer.getLocalPort());
      loop.execute(flow::close);
    }
  }

  @Test
  @DisplayName("a datagram without any octets is a datagram, both ways")
  void emptyDatagram() throws Exception {
    try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Inbox inbox = new Inbox();
      DatagramFlow flow = open(inbox);
      send(flow, "", peer.getLocalPort(), 0);
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      peer.setSoTimeout(5000);
      peer.receive(packet);
      assertThat(packet.getLength()).isZero();
      peer.send(packet);
      assertThat(inbox.datagrams.poll(60, TimeUnit.SECONDS))
          .isEqualTo(" from 127.0.0.1:" + peer.getLocalPort());
      loop.execute(flow::close);
    }
  }

  @Test
  @DisplayName("port unreachable comes back from the error queue, again and again")
  void portUnreachable() throws Exception {
    int port;
    try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    Inbox inbox = new Inbox();
    DatagramFlow flow = open(inbox);
    for (int i = 0; i < 3; i++) {
      send(flow, "anybody?", port, 0);
      DatagramError error = inbox.errors.poll(60, TimeUnit.SECONDS);
      assertThat(error)
          .isEqualTo(
              new DatagramError(
                  Ipv4Address.LOOPBACK, Ipv4Address.LOOPBACK, port, Icmpv4View.UNREACHABLE, 3, 0));
    }
    loop.execute(flow::close);
  }
}
