package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.clock.EventLoopClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One frame, one datagram, over UDP and unix sockets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DatagramLinkTest {
  @TempDir Path directory = Path.of("");
  private final Loop loop = Loop.start("test");
  private final Loop nio = Loop.start("nio", EventLoopClock::new, Transport.NIO);

  @AfterEach
  void close() {
    loop.close();
    nio.close();
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  private Port udp(Loop on, DatagramChannel peer, List<SocketAddress> address) throws IOException {
    peer.bind(RawPeer.anyPort());
    peer.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    DatagramLink link =
        DatagramLink.bind(on, "vm1.net0", RawPeer.anyPort(), peer.getLocalAddress());
    address.add(link.address());
    Port port = new Port(on, link).open();
    assertThat(port.event()).isEqualTo("up");
    return port;
  }

  private static byte[] receive(DatagramChannel peer) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(70_000);
    peer.receive(buffer);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @DisplayName("UDP: frames of every size both ways, empty datagrams are ignored")
  void udpBothWays(Transport transport) throws IOException {
    List<SocketAddress> address = new ArrayList<>();
    try (DatagramChannel peer = DatagramChannel.open();
        Port port = udp(transport == Transport.NIO ? nio : loop, peer, address)) {
      for (int length : new int[] {1, 60, 1514, 4097, 9014, 65507}) {
        peer.send(ByteBuffer.allocate(0), address.get(0));
        peer.send(ByteBuffer.wrap(octets(length)), address.get(0));
        assertThat(port.frame()).isEqualTo(octets(length));
        List<ByteBuf> sent = port.send(octets(length), octets(61));
        assertThat(receive(peer)).isEqualTo(octets(length));
        assertThat(receive(peer)).isEqualTo(octets(61));
        port.quiet();
        assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
      }
    }
  }

  @Test
  @DisplayName("UDP: strangers are not heard, and what no datagram carries is refused")
  void udpStrangers() throws IOException {
    List<SocketAddress> address = new ArrayList<>();
    try (DatagramChannel peer = DatagramChannel.open();
        DatagramChannel stranger = DatagramChannel.open();
        Port port = udp(loop, peer, address)) {
      stranger.send(ByteBuffer.wrap(octets(60)), address.get(0));
      peer.send(ByteBuffer.wrap(octets(61)), address.get(0));
      assertThat(port.frame()).isEqualTo(octets(61));
      port.send(octets(65508));
      assertThat(port.dropped(DropReason.OVERSIZE)).isEqualTo(1);
      port.quiet();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @DisplayName("UDP: a peer that is not there is no error, and may come")
  void udpAbsent(Transport transport) throws IOException {
    List<SocketAddress> address = new ArrayList<>();
    DatagramChannel peer = DatagramChannel.open();
    try (Port port = udp(transport == Transport.NIO ? nio : loop, peer, address)) {
      SocketAddress there = peer.getLocalAddress();
      peer.close();
      while (port.dropped(DropReason.NO_PEER) == 0) {
        port.send(octets(60));
      }
      try (DatagramChannel late = DatagramChannel.open().bind(there)) {
        late.send(ByteBuffer.wrap(octets(62)), address.get(0));
        assertThat(port.frame()).isEqualTo(octets(62));
        port.send(octets(63));
        port.send(octets(63));
        assertThat(receive(late)).isEqualTo(octets(63));
      }
    }
  }

  /** A unix datagram socket that blocks, which the JDK does not have. */
  private static final class UnixPeer implements AutoCloseable {
    private final Socket socket = Socket.newSocketDomainDgram();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(80_000);

    UnixPeer(Path path) throws IOException {
      socket.bind(new DomainSocketAddress(path.toString()));
      socket.setSendBufferSize(4 << 20);
    }

    void send(byte[] octets, Path to) throws IOException {
      buffer.clear().put(octets);
      byte[] path = to.toString().getBytes(StandardCharsets.UTF_8);
      while (socket.sendToDomainSocket(buffer, 0, octets.length, path) == 0 && octets.length > 0) {
        Thread.onSpinWait();
      }
    }

    byte[] receive() throws IOException {
      int length = 0;
      while (length == 0) {
        Thread.onSpinWait();
        length = socket.recv(buffer, 0, buffer.capacity());
      }
      byte[] octets = new byte[length];
      buffer.clear().get(octets);
      return octets;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Port unix() throws IOException {
    Port port =
        new Port(
            loop,
            DatagramLink.bind(
                loop,
                "vm1.net0",
                new DomainSocketAddress(ours().toString()),
                new DomainSocketAddress(theirs().toString())));
    port.open();
    assertThat(port.event()).isEqualTo("up");
    return port;
  }

  private Path ours() {
    return directory.resolve("me.sock");
  }

  private Path theirs() {
    return directory.resolve("peer.sock");
  }

  @Test
  @DisplayName("unix: frames of every size both ways, empty datagrams are ignored")
  void unixBothWays() throws IOException {
    try (Port port = unix();
        UnixPeer peer = new UnixPeer(theirs())) {
      for (int length : new int[] {1, 60, 1514, 4097, 65536, 69632}) {
        peer.send(new byte[0], ours());
        peer.send(octets(length), ours());
        assertThat(port.frame()).isEqualTo(octets(length));
        List<ByteBuf> sent = port.send(octets(length), octets(61));
        assertThat(peer.receive()).isEqualTo(octets(length));
        assertThat(peer.receive()).isEqualTo(octets(61));
        port.quiet();
        assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
      }
    }
    assertThat(Files.exists(ours())).isFalse();
  }

  @Test
  @DisplayName("unix: a datagram of 70 000 octets drops, the port works on")
  void unixOversize() throws IOException {
    try (Port port = unix();
        UnixPeer peer = new UnixPeer(theirs())) {
      peer.send(new byte[70_000], ours());
      peer.send(new byte[69_633], ours());
      peer.send(octets(60), ours());
      assertThat(port.frame()).isEqualTo(octets(60));
      assertThat(port.dropped(DropReason.OVERSIZE)).isEqualTo(2);
      port.send(octets(69_633));
      assertThat(port.dropped(DropReason.OVERSIZE)).isEqualTo(3);
      port.quiet();
    }
  }

  @Test
  @DisplayName("unix: frames that stay until later burst are their own")
  void unixKept() throws IOException {
    try (Port port = unix();
        UnixPeer peer = new UnixPeer(theirs())) {
      for (int i = 0; i < 300; i++) {
        peer.send(octets(1000 + i), ours());
      }
      List<Frame> kept = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        kept.add(port.next());
      }
      for (int i = 0; i < 300; i++) {
        assertThat(Port.take(kept.get(i))).isEqualTo(octets(1000 + i));
      }
    }
  }

  @Test
  @DisplayName("unix: absent, stale and restarted peers are no errors")
  void unixAbsent() throws IOException {
    try (Port port = unix()) {
      port.send(octets(60));
      assertThat(port.dropped(DropReason.NO_PEER)).as("no such path").isEqualTo(1);
      new UnixPeer(theirs()).close();
      port.send(octets(60));
      assertThat(port.dropped(DropReason.NO_PEER)).as("nobody there any more").isEqualTo(2);
      Files.delete(theirs());
      try (UnixPeer peer = new UnixPeer(theirs())) {
        port.send(octets(61));
        assertThat(peer.receive()).isEqualTo(octets(61));
      }
      port.quiet();
    }
  }

  @Test
  @DisplayName("unix: a peer that does not read is waited for, within bounds, and nothing reorders")
  void unixSlowReader() throws IOException {
    try (Port port = unix();
        UnixPeer peer = new UnixPeer(theirs())) {
      List<ByteBuf> sent = new ArrayList<>();
      boolean wasFull = false;
      int count = 0;
      while (port.dropped(DropReason.LINK_FULL) == 0) {
        byte[][] burst = new byte[100][];
        for (int i = 0; i < burst.length; i++) {
          burst[i] = ByteBuffer.allocate(1514).putInt(count++).array();
        }
        sent.addAll(port.send(burst));
        wasFull |= !port.writable() && port.dropped(DropReason.LINK_FULL) == 0;
      }
      assertThat(wasFull).isTrue();
      assertThat(sent.size()).isBetween(2000, 5000);
      long arrive = sent.size() - port.dropped(DropReason.LINK_FULL);
      for (int i = 0; i < arrive; i++) {
        assertThat(ByteBuffer.wrap(peer.receive()).getInt()).isEqualTo(i);
      }
      assertThat(port.event()).isEqualTo("writable");
      assertThat(port.writable()).isTrue();
      port.quiet();
      assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
    }
  }

  @Test
  @DisplayName("unix: a queue that is full of someone else's datagrams does not stop the port")
  void unixFullOfOthers() throws IOException {
    try (Port port = unix();
        UnixPeer peer = new UnixPeer(theirs());
        UnixPeer stranger = new UnixPeer(directory.resolve("stranger"))) {
      byte[] path = theirs().toString().getBytes(StandardCharsets.UTF_8);
      int others = 0;
      ByteBuffer one = ByteBuffer.allocateDirect(1);
      while (stranger.socket.sendToDomainSocket(one, 0, 1, path) > 0) {
        others++;
      }
      port.send(octets(60));
      for (int i = 0; i < others; i++) {
        assertThat(peer.receive()).hasSize(1);
      }
      assertThat(peer.receive()).isEqualTo(octets(60));
    }
  }

  @Test
  @DisplayName("both addresses are of one kind")
  void oneKind() {
    assertThatThrownBy(
            () ->
                DatagramLink.bind(
                    loop,
                    "p",
                    new DomainSocketAddress(ours().toString()),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 5001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give two paths or two HOST:PORT");
  }
}
