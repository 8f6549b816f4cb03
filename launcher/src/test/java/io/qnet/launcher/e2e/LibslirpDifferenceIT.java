package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.Frame;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same frames to stock libslirp and to qnet. Where the answers differ, {@code docs/libslirp.md}
 * has a row that says so and why; where they do not, it has none.
 */
@Tag("qemu")
@Timeout(600)
class LibslirpDifferenceIT {
  private static final Path TABLE = Path.of("../docs/libslirp.md");

  @TempDir Path folder;

  @Test
  @DisplayName("agreed with libslirp, but for the table in docs/libslirp.md")
  void compare() throws Exception {
    Map<String, Differences.Row> intended = Differences.read(TABLE);
    Map<String, Differences.Row> found = new LinkedHashMap<>();
    int agreed = 0;
    Files.write(folder.resolve(TftpCases.FILE), new byte[700]);
    try (ServerSocket open = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        EchoServer echo = EchoServer.start();
        FramePipe theirs = Libslirp.start(folder);
        FramePipe ours = Segment.start(folder)) {
      int closed = closedPort();
      Map<String, List<Frame>> forThem = OracleCases.all(open.getLocalPort(), closed, echo.port());
      Map<String, List<Frame>> forUs = OracleCases.all(open.getLocalPort(), closed, echo.port());
      theirs.answers(); // router advertisements of its start
      for (String name : forThem.keySet()) {
        boolean routers = name.equals(OracleCases6.SOLICITATION);
        String libslirp = answer(theirs, forThem.get(name), routers);
        String qnet = answer(ours, forUs.get(name), routers);
        if (name.equals(
            OracleCases.OPEN)) { // or its SYN-ACK comes again among the answers to other cases
          answer(theirs, List.of(OracleCases.reset(open.getLocalPort())), false);
          answer(ours, List.of(OracleCases.reset(open.getLocalPort())), false);
        }
        if (libslirp.equals(qnet)) {
          agreed++;
        } else {
          found.put(name, new Differences.Row(libslirp, qnet));
        }
      }
    }
    System.out.println(
        "agreed with libslirp: " + agreed + ", intended differences: " + found.size());
    assertThat(found).isEqualTo(intended);
    assertThat(agreed).isGreaterThan(15);
  }

  private static int closedPort() throws IOException {
    try (DatagramSocket udp = new DatagramSocket(0);
        ServerSocket tcp = new ServerSocket(udp.getLocalPort())) {
      return tcp.getLocalPort();
    }
  }

  /**
   * What comes back.
   *
   * @param routers whether advertisements of routers count: they come unasked, too
   */
  private static String answer(FramePipe pipe, List<Frame> frames, boolean routers)
      throws IOException, InterruptedException {
    for (Frame frame : frames) {
      pipe.send(frame);
    }
    List<byte[]> answers = pipe.answers();
    answers.removeIf(frame -> !routers && Summary6.isAdvertisement(frame));
    for (byte[] answer : answers) {
      Frame end = OracleCases.endOfTransfer(answer);
      if (end != null) {
        pipe.send(end);
      }
    }
    return Summary.of(answers);
  }
}
