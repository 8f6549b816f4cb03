package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real {@code ./qnet user} process under every flood that a guest can make. */
@Tag("process")
@Timeout(600)
class FloodIT {
  private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");
  private static final MacAddress ROUTER_MAC = MacAddress.parse("52:55:0a:00:02:02");
  private static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address ROUTER = Ipv4Address.parse("10.0.2.2");
  private static final Path COMMAND = Path.of("../qnet");
  private static final int CLOSED_PORT = 1;
  private static final int MOST_GROWTH_KIB = 200 * 1024;

  @TempDir Path folder;

  private int acknowledged;

  private final Frames frames = new Frames(MAC, ROUTER_MAC, GUEST, ROUTER);

  @Test
  @DisplayName("grows by less than 200 MB, lives on, and stops cleanly")
  void floods() throws Exception {
    assumeTrue(
        Files.exists(Path.of("target/qnet/stamp")), "SKIPPED: not built; run ./qnet --version");
    Path socket = folder.resolve("flood.sock");
    Process qnet = start(socket);
    try (Firehose firehose = Firehose.start();
        FramePipe pipe = new FramePipe(SocketChannel.open(UnixDomainSocketAddress.of(socket)))) {
      arp(pipe);
      long before = residentKib(qnet);
      junk(pipe);
      report("junk", qnet, before);
      stations(pipe);
      report("stations", qnet, before);
      syns(pipe);
      report("SYNs", qnet, before);
      datagrams(pipe);
      report("datagrams", qnet, before);
      halves(pipe);
      report("half datagrams", qnet, before);
      stalled(pipe, firehose.port());
      report("stalled connections", qnet, before);
      unread(pipe);
      report("octets that nobody reads", qnet, before);
      pipe.answers();
      arp(pipe);
      assertThat(connect(pipe, 65_000, firehose.port())).as("a new connection").isTrue();
    } finally {
      qnet.destroy();
    }
    assertThat(qnet.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(qnet.exitValue()).isZero();
    assertThat(socket).doesNotExist();
  }

  private Process start(Path socket) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(COMMAND.toString(), "user", "--port", "stream:" + socket)
            .redirectError(folder.resolve("qnet.log").toFile());
    builder.environment().put("QNET_BUILD", "never");
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    Process process = builder.start();
    assertThat(process.inputReader().readLine()).startsWith("ready: ");
    return process;
  }

  private static long residentKib(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static void report(String flood, Process qnet, long before) throws IOException {
    long growth = residentKib(qnet) - before;
    System.out.println("after the flood of " + flood + ": grown by " + growth / 1024 + " MB");
    assertThat(growth).as("KiB grown by the flood of " + flood).isLessThan(MOST_GROWTH_KIB);
  }

  /** ARP is answered, behind whatever the flood left on its way. */
  private void arp(FramePipe pipe) throws Exception {
    pipe.forget();
    pipe.send(frames.arpRequest());
    String answer = "ARP 10.0.2.2 is-at 52:55:0a:00:02:02";
    for (byte[] frame = pipe.next(); frame != null; frame = pipe.next()) {
      if (Summary.of(List.of(frame)).equals(answer)) {
        return;
      }
    }
    throw new AssertionError("nobody answers ARP any more");
  }

  private void junk(FramePipe pipe) throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] octets = new byte[random.nextInt(200)];
      random.nextBytes(octets);
      Frame frame =
          switch (i % 3) {
            case 0 -> Frame.plain(Unpooled.wrappedBuffer(octets));
            case 1 -> frames.ethernet(EtherType.IPV4, octets);
            default -> frames.ipv4(random.nextInt(256), octets);
          };
      pipe.send(frame);
    }
  }

  private void stations(FramePipe pipe) throws IOException {
    for (int i = 0; i < 50_000; i++) {
      MacAddress mac = new MacAddress(0x5254_0000_0000L + i);
      Ipv4Address address = new Ipv4Address(GUEST.bits() + i % 200);
      pipe.send(new Frames(mac, ROUTER_MAC, address, ROUTER).arpRequest());
    }
  }

  private void syns(FramePipe pipe) throws IOException {
    for (int i = 0; i < 50_000; i++) {
      pipe.send(segment(1024 + i % 60_000, CLOSED_PORT, -1, 0, TcpFlags.SYN));
    }
    pipe.forget();
  }

  private void datagrams(FramePipe pipe) throws IOException {
    for (int i = 0; i < 30_000; i++) {
      pipe.send(frames.udp(1024 + i, CLOSED_PORT, new byte[1000]));
    }
    pipe.forget();
  }

  private void halves(FramePipe pipe) throws IOException {
    for (int i = 0; i < 50_000; i++) {
      pipe.send(frames.fragment(IpProtocol.UDP, i, 0, true, new byte[1400]));
    }
    pipe.forget();
  }

  /** Connections to a host that sends without end, none of which acknowledges anything. */
  private void stalled(FramePipe pipe, int port) throws Exception {
    int open = 0;
    for (int i = 0; i < 1000; i++) {
      open += connect(pipe, 2000 + i, port) ? 1 : 0;
    }
    assertThat(open).isGreaterThan(900);
  }

  /** Connections to a host that reads nothing, filled as far as they go. */
  private void unread(FramePipe pipe) throws Exception {
    byte[] octets = new byte[1400];
    try (ServerSocket deaf = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      deaf.setReceiveBufferSize(4096);
      for (int i = 0; i < 600; i++) {
        if (!connect(pipe, 10_000 + i, deaf.getLocalPort())) {
          continue;
        }
        for (int at = 0; at < 300 * octets.length; at += octets.length) {
          TcpHeader header =
              new TcpHeader(
                  10_000 + i,
                  deaf.getLocalPort(),
                  at,
                  acknowledged,
                  TcpFlags.ACK,
                  0xffff,
                  TcpOptions.NONE);
          pipe.send(frames.tcp(header, octets));
        }
        pipe.forget();
      }
    }
  }

  private boolean connect(FramePipe pipe, int sourcePort, int port) throws Exception {
    pipe.send(segment(sourcePort, port, -1, 0, TcpFlags.SYN));
    for (byte[] frame = pipe.next(); frame != null; frame = pipe.next()) {
      String summary = Summary.of(List.of(frame));
      var view = Summary.tcpOf(frame);
      if (view != null && view.destinationPort() == sourcePort && summary.startsWith("TCP S.")) {
        acknowledged = view.sequence() + 1;
        pipe.send(segment(sourcePort, port, 0, acknowledged, TcpFlags.ACK));
        return true;
      }
    }
    return false;
  }

  private Frame segment(int sourcePort, int port, int sequence, int acknowledgment, int flags) {
    TcpOptions options = flags == TcpFlags.SYN ? TcpOptions.syn(1460, 7, true) : TcpOptions.NONE;
    TcpHeader header =
        new TcpHeader(sourcePort, port, sequence, acknowledgment, flags, 0xffff, options);
    return frames.tcp(header, new byte[0]);
  }
}
