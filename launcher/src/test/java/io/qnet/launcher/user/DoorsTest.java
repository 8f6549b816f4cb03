package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.station.StationRun;
import io.qnet.launcher.station.StationSession;
import io.qnet.redirect.ForwardRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real clients on this host, real doors, a station as the guest behind them. */
@DisplayName("hostfwd=, with a station behind it")
@Timeout(120)
@SuppressWarnings("try") // the station only has to be there
class DoorsTest {
  private static final int PATIENCE_MS = 15_000;
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final Path folder;

  DoorsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private UserSegment segment(String options) {
    PortSpec port = PortSpec.parse("stream:" + folder.resolve("net0.sock"), folder);
    return UserSegment.start(
        new UserPlan("doors", port, UserOptions.parse(options), null), Map.of(), event -> {});
  }

  /** A station that does {@code words} until it is closed. */
  private StationRun station(String... words) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    StationRun run =
        new StationRun(
            PortSpec.parse("stream-connect:" + folder.resolve("net0.sock"), folder),
            StationSession.randomMac(),
            List.of(words),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
              @Override
              public void flush() {
                ready.countDown();
              }
            },
            new BufferedReader(new StringReader("")));
    Thread thread = new Thread(() -> run.run(opened -> {}), "station");
    thread.setDaemon(true);
    thread.start();
    ready.await();
    return run;
  }

  private static int port(ForwardRule rule) {
    return ((ForwardRule.Port) rule.host()).port();
  }

  private static Socket client(int port) throws IOException {
    Socket socket = new Socket(HERE, port);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  @Test
  @DisplayName("TCP: a page of the guest's, and a port where nobody listens: reset")
  void tcp() throws Exception {
    try (UserSegment segment = segment("hostfwd=tcp::0-:80,hostfwd=tcp:127.0.0.1:0-10.0.2.15:81");
        StationRun guest = station("serve", "80")) {
      assertThat(segment.forwards().get(0))
          .hasToString("tcp:127.0.0.1:" + port(segment.forwards().get(0)) + "-10.0.2.15:80");
      try (Socket socket = client(port(segment.forwards().get(0)))) {
        socket
            .getOutputStream()
            .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1");
      }
      try (Socket socket = client(port(segment.forwards().get(1)))) {
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
      }
    }
  }

  @Test
  @DisplayName("UDP: each client gets its own answers")
  void udp() throws Exception {
    try (UserSegment segment = segment("hostfwd=udp::0-:7");
        StationRun guest = station("udp-echo", "7");
        DatagramSocket one = new DatagramSocket();
        DatagramSocket two = new DatagramSocket()) {
      int port = port(segment.forwards().get(0));
      for (DatagramSocket client : List.of(one, two, one)) {
        client.setSoTimeout(PATIENCE_MS);
        byte[] text = ("from " + client.getLocalPort()).getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(text, text.length, HERE, port));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        client.receive(answer);
        assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII))
            .isEqualTo("from " + client.getLocalPort());
      }
    }
  }

  @Test
  @DisplayName("a unix socket: for its owner alone, gone at the end; restrict=on does not shut it")
  void unix() throws Exception {
    Path door = folder.resolve("door.sock");
    try (UserSegment segment = segment("restrict=on,hostfwd=unix:" + door + "-:80");
        StationRun guest = station("serve", "80")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(door)))
          .isEqualTo("rw-------");
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        client.connect(UnixDomainSocketAddress.of(door));
        client.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(6);
        int read = 0;
        while (answer.hasRemaining() && read >= 0) {
          read = client.read(answer);
        }
        assertThat(new String(answer.array(), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1");
      }
    }
    assertThat(door).doesNotExist();
  }

  @Test
  @DisplayName("a port that is taken: the rule is named, and no door stays open")
  void taken() throws Exception {
    Path door = folder.resolve("door.sock");
    try (ServerSocket other = new ServerSocket(0, 1, HERE)) {
      String rule = "hostfwd=tcp::" + other.getLocalPort() + "-:22";
      assertThatThrownBy(() -> segment("hostfwd=unix:" + door + "-:80," + rule))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("tcp:127.0.0.1:" + other.getLocalPort() + "-:22");
    }
    assertThat(door).doesNotExist();
    assertThat(folder.resolve("net0.sock")).doesNotExist();
  }

  @Test
  @DisplayName("a guest that cannot be there, a rule that is none, the old form")
  void options() {
    assertThatThrownBy(() -> UserOptions.parse("hostfwd=tcp::1-10.0.3.1:22"))
        .hasMessageContaining("no guest can be at 10.0.3.1");
    assertThatThrownBy(() -> UserOptions.parse("ipv6=off,hostfwd=tcp::1-[fec0::7]:22"))
        .hasMessageContaining("no guest can be at fec0::7");
    assertThat(UserOptions.parse("hostfwd=tcp::1-[fec0::7]:22").forwards()).hasSize(1);
    assertThat(UserOptions.parse("hostfwd=tcp::1-[fe80::7]:22").forwards()).hasSize(1);
    assertThatThrownBy(() -> UserOptions.parse("hostfwd=unix:/run/" + "x".repeat(120) + "-:80"))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("at most 107 octets");
    assertThatThrownBy(() -> UserOptions.parse("hostfwd=tcp::1"))
        .hasMessageContaining("nothing says where it leads");
    assertThat(UserOptions.parse("dhcpstart=10.0.2.30,redir=tcp:5555::23").forwards())
        .extracting(ForwardRule::toString)
        .containsExactly("tcp:127.0.0.1:5555-:23");
  }
}
