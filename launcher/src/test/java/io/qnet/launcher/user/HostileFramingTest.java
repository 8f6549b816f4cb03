package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.port.PortSpec;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Octets that are no frames, at the door of a real segment: afterwards ARP is answered and a new
 * connection works.
 */
@Timeout(120)
class HostileFramingTest {
  private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
  private static final MacAddress ROUTER_MAC = MacAddress.parse("52:55:0a:00:02:02");
  private static final Ipv4Address ROUTER = Ipv4Address.parse("10.0.2.2");
  private static final Frames TO_ROUTER =
      new Frames(MAC, ROUTER_MAC, Ipv4Address.parse("10.0.2.15"), ROUTER);

  private final Path directory;
  private final ServerSocket server;
  private final UserSegment segment;
  private SocketChannel peer;

  HostileFramingTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    this.segment = start("stream:net0.sock");
    this.peer = connect();
  }

  private UserSegment start(String port) {
    PortSpec spec = PortSpec.parse(port, directory);
    return UserSegment.start(
        new UserPlan("framing", spec, UserOptions.DEFAULT, null), Map.of(), event -> {});
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("net0.sock")));
  }

  @AfterEach
  void stillWorks() throws IOException {
    Frame request = TO_ROUTER.arpRequest();
    write(framed(ByteBufUtil.getBytes(request.octets())));
    assertThat(hears(Received.Kind.ARP).arp().senderIp()).isEqualTo(ROUTER);
    write(framed(syn()));
    assertThat(hears(Received.Kind.TCP).tcp().flags()).isEqualTo(TcpFlags.SYN | TcpFlags.ACK);
    peer.close();
    segment.close();
    server.close();
  }

  private byte[] syn() {
    TcpHeader header =
        new TcpHeader(4000, server.getLocalPort(), 1, 0, TcpFlags.SYN, 500, TcpOptions.NONE);
    return ByteBufUtil.getBytes(TO_ROUTER.tcp(header, new byte[0]).octets());
  }

  private static byte[] framed(byte[] frame) {
    return ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array();
  }

  private void write(byte[] octets) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    while (buffer.hasRemaining()) {
      peer.write(buffer);
    }
  }

  private Received hears(Received.Kind kind) throws IOException {
    DataInputStream in = new DataInputStream(Channels.newInputStream(peer));
    while (true) {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      Received received = new Received(Unpooled.wrappedBuffer(frame));
      if (received.kind() == kind) {
        return received;
      }
    }
  }

  /** Both have been read once this is answered. */
  private long dropped(DropReason reason) throws IOException {
    write(framed(ByteBufUtil.getBytes(TO_ROUTER.arpRequest().octets())));
    hears(Received.Kind.ARP);
    return segment.snapshot().drops().getOrDefault(reason, 0L);
  }

  @Test
  @DisplayName("case 1: a length of 0 is ignored, and the connection stays")
  void zero() throws IOException {
    write(new byte[400]);
    assertThat(segment.snapshot().drops()).isEmpty();
  }

  @Test
  @DisplayName("case 2: frames of 1 to 13 octets are dropped, and the connection stays")
  void runts() throws IOException {
    for (int length = 1; length < 14; length++) {
      write(framed(new byte[length]));
    }
    assertThat(dropped(DropReason.TRUNCATED)).isEqualTo(13);
  }

  @Test
  @DisplayName("case 3: the longest frame that QEMU sends is taken and looked at")
  void longest() throws IOException {
    byte[] frame = Arrays.copyOf(syn(), 69_632);
    write(framed(frame));
    assertThat(hears(Received.Kind.TCP).tcp().flags()).isEqualTo(TcpFlags.SYN | TcpFlags.ACK);
  }

  @ParameterizedTest
  @ValueSource(ints = {69_633, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000})
  @DisplayName("case 4: an impossible length closes this connection, and the next one is welcome")
  void impossible(int length) throws IOException {
    write(ByteBuffer.allocate(20).putInt(length).array());
    assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    peer.close();
    peer = connect();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 10})
  @DisplayName("case 5: a peer that goes in the middle leaves nothing of its frame")
  void goes(int octets) throws IOException {
    write(Arrays.copyOf(framed(syn()), octets));
    peer.close();
    peer = connectAgain();
    assertThat(dropped(DropReason.TRUNCATED)).isZero();
  }

  /** One peer at a time: until the last one's end was read, the next is turned away. */
  private SocketChannel connectAgain() throws IOException {
    while (true) {
      SocketChannel next = connect();
      peer = next;
      try {
        write(framed(ByteBufUtil.getBytes(TO_ROUTER.arpRequest().octets())));
        hears(Received.Kind.ARP);
        return next;
      } catch (IOException turnedAway) {
        next.close();
      }
    }
  }

  @Test
  @DisplayName("case 6: octets that dribble in one by one are whole frames")
  void dribble() throws IOException {
    for (byte octet : framed(syn())) {
      write(new byte[] {octet});
    }
    assertThat(hears(Received.Kind.TCP).tcp().has(TcpFlags.SYN)).isTrue();
  }

  private static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  @DisplayName("cases 7, 8: empty datagrams are ignored, the longest ones looked at")
  void datagrams() throws IOException {
    try (DatagramSocket guest = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      int ours = freePort();
      String ports = "dgram:127.0.0.1:%d,127.0.0.1:%d".formatted(ours, guest.getLocalPort());
      try (UserSegment other = start(ports)) {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), ours);
        byte[] request = ByteBufUtil.getBytes(TO_ROUTER.arpRequest().octets());
        guest.send(new DatagramPacket(new byte[0], 0, to));
        guest.send(new DatagramPacket(new byte[65_507], 65_507, to));
        guest.send(new DatagramPacket(new byte[5], 5, to));
        guest.send(new DatagramPacket(request, request.length, to));
        DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
        guest.receive(answer);
        byte[] frame = Arrays.copyOf(answer.getData(), answer.getLength());
        assertThat(new Received(Unpooled.wrappedBuffer(frame)).arp().senderIp()).isEqualTo(ROUTER);
        assertThat(other.snapshot().drops())
            .containsEntry(DropReason.TRUNCATED, 1L)
            .doesNotContainKey(DropReason.FAULT);
      }
    }
  }
}
