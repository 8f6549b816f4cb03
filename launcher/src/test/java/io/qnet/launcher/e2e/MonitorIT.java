package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.qemu.RealQemu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's monitor words for user mode, at real processes: as a verb, on a socket, on a terminal. */
@Timeout(600)
@DisplayName("qnet monitor, of gateways")
class MonitorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROMPT = "(qnet) ";
  private static final String HEAD =
      "  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\n";

  @TempDir Path folder;

  private record Said(int exitCode, String out, String err) {}

  private Said qnet(String... words) throws Exception {
    try (QnetProcess qnet = QnetProcess.start(folder, words)) {
      int exitCode = qnet.end(PATIENCE);
      return new Said(exitCode, qnet.out(), qnet.err());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String row(int port) {
    return "  TCP[HOST_FORWARD]  -1       127.0.0.1 %5d       10.0.2.15    22     0     0\n"
        .formatted(port);
  }

  @Test
  @DisplayName("of qnet user: rules come and go in QEMU's words; a mistake is exit code 1")
  void verb() throws Exception {
    int port = freePort();
    String rule = "tcp::" + port + "-:22";
    try (QnetProcess user = QnetProcess.start(folder, "user", "--name", "u1")) {
      user.await("ready: ", PATIENCE);
      assertThat(qnet("monitor", "info", "usernet").out).isEqualTo("Hub -1 (net0):\n" + HEAD);
      assertThat(qnet("monitor", "info network").out)
          .isEqualTo(
              "stream:"
                  + folder.resolve("qnet/u1/net0.sock")
                  + "\n \\ net0: index=0,type=user,net=10.0.2.0,restrict=off\n");

      Said added = qnet("monitor", "--on", "u1", "hostfwd_add", rule);
      assertThat(added.exitCode).as(added.err).isZero();
      assertThat(added.out).isEmpty();
      assertThat(added.err).contains("127.0.0.1").contains("0.0.0.0");
      assertThat(qnet("redirect", "list").out).contains("tcp:127.0.0.1:" + port + "-10.0.2.15:22");
      assertThat(qnet("monitor", "info usernet").out)
          .isEqualTo("Hub -1 (net0):\n" + HEAD + row(port));

      Said twice = qnet("monitor", "hostfwd_add net0 " + rule);
      assertThat(twice.exitCode).isEqualTo(1);
      assertThat(twice.err).contains("Could not set up host forwarding rule '" + rule + "'\n");
      assertThat(twice.err).contains("it leads there already").hasLineCount(3);
      Said wrong = qnet("monitor", "hostfwd_add tcp::99999-:22");
      assertThat(wrong.exitCode).isEqualTo(1);
      assertThat(wrong.err)
          .contains("Invalid host forwarding rule 'tcp::99999-:22' (Bad host port)\n");
      Said other = qnet("monitor", "hostfwd_add zz tcp::1-:2");
      assertThat(other.exitCode).isEqualTo(1);
      assertThat(other.err).contains("unrecognized netdev id 'zz'").contains("net0");

      assertThat(qnet("monitor", "hostfwd_remove tcp::" + port))
          .isEqualTo(new Said(0, "host forwarding rule for tcp::" + port + " removed\n", ""));
      Said gone = qnet("monitor", "hostfwd_remove", "tcp::" + port);
      assertThat(gone.exitCode).isEqualTo(1);
      assertThat(gone.err).contains("host forwarding rule for tcp::" + port + " not found\n");
      assertThat(qnet("monitor", "hostfwd_remove", "nonsense").err).contains("invalid format\n");
      assertThat(qnet("monitor", "sendkey x").err).contains("unknown command: 'sendkey'");
    }
  }

  private String socat(Path socket, String lines) throws Exception {
    Process socat =
        new ProcessBuilder("socat", "-t", "30", "-", "UNIX:" + socket)
            .redirectErrorStream(true)
            .start();
    socat.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
    socat.getOutputStream().close();
    String said = new String(socat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(socat.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  @DisplayName("on a socket, as socat finds it: mode 0600, several clients, each with bounds")
  void socket() throws Exception {
    Path socket = folder.resolve("mon.sock");
    int port = freePort();
    try (QnetProcess user = QnetProcess.start(folder, "user", "--monitor", socket.toString())) {
      user.await("ready: ", PATIENCE);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      String greeting = "qnet monitor - type 'help' for more information\n" + PROMPT;
      assertThat(socat(socket, "hostfwd_add tcp:127.0.0.1:" + port + "-:22\ninfo usernet\nquit\n"))
          .isEqualTo(greeting + PROMPT + "Hub -1 (net0):\n" + HEAD + row(port) + PROMPT);
      String noAddress = "hostfwd_add tcp::%d-:%d\n";
      assertThat(
              socat(socket, "help quit\n" + noAddress.formatted(0, 1) + noAddress.formatted(0, 2)))
          .as("told once")
          .containsOnlyOnce("127.0.0.1")
          .containsOnlyOnce("note: ");
      assertThat(socat(socket, "hostfwd_remove tcp::" + port))
          .as("a last line without an end")
          .isEqualTo(greeting + "host forwarding rule for tcp::" + port + " removed\n" + PROMPT);
      assertThat(socat(socket, "x".repeat(5000) + "\nhelp quit\n"))
          .isEqualTo(
              greeting
                  + "a line has at most 4096 octets\n"
                  + PROMPT
                  + "quit|q  -- leave this monitor; what it is about runs on\n"
                  + PROMPT);
      assertThat(socat(socket, "x".repeat(100_000))).contains("a line has at most 4096 octets\n");
      List<SocketChannel> many = new ArrayList<>();
      try {
        for (int i = 0; i < 8; i++) {
          many.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        }
        assertThat(socat(socket, "")).startsWith("too many are at this monitor; 8 may be\n");
      } finally {
        for (SocketChannel client : many) {
          client.close();
        }
      }
      user.signal("TERM");
      assertThat(user.end(PATIENCE)).as(user.err()).isZero();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  @DisplayName("on a terminal: the tabulator completes, the history is kept for the owner alone")
  void terminal() throws Exception {
    Started.need("script");
    Path state = Files.createDirectory(folder.resolve("state"));
    List<String> words =
        new ArrayList<>(
            List.of("env", "TERM=xterm", "XDG_RUNTIME_DIR=" + folder, "XDG_STATE_HOME=" + state));
    words.addAll(QnetProcess.command("monitor"));
    String program =
        "stty cols 80 rows 24; exec "
            + String.join(" ", words.stream().map(word -> "'" + word + "'").toList());
    int port = freePort();
    try (QnetProcess user =
        QnetProcess.start(folder, "user", "--name", "u1", "hostfwd=tcp::" + port + "-:22")) {
      user.await("ready: ", PATIENCE);
      try (Typist typist = Typist.at("script", "-qec", program, "/dev/null")) {
        typist.await("u1> ");
        typist.type("info u\t\r");
        typist.await("TCP[HOST_FORWARD]");
        typist.await("u1> ");
        typist.type("hostfwd_r\ttc\t\r");
        typist.await("host forwarding rule for tcp:127.0.0.1:" + port + " removed");
        typist.await("u1> ");
        typist.type("info password\r");
        typist.await("unknown command: 'info password'");
        typist.await("u1> ");
        typist.type("quit\r");
        assertThat(typist.end(PATIENCE)).as(typist.said()).isZero();
      }
      Path history = state.resolve("qnet/history/monitor");
      assertThat(history)
          .content()
          .contains("info usernet", "hostfwd_remove tcp:127.0.0.1:" + port)
          .doesNotContain("password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
          .isEqualTo("rw-------");
      try (Typist typist = Typist.at("script", "-qec", program, "/dev/null")) {
        typist.await("u1> ");
        typist.type("\u0010\u0010\u0010\r"); // three lines up: quit, hostfwd_remove, info usernet
        typist.await("Hub -1 (net0):");
        typist.await("u1> "); // what is typed before is the terminal's, not the line's
        typist.type("\u0004");
        assertThat(typist.end(PATIENCE)).as(typist.said()).isZero();
      }
    }
  }

  @Test
  @DisplayName("of a machine: what concerns our gateway is answered by it, all else by QEMU")
  void machine() throws Exception {
    RealQemu.need();
    int port = freePort();
    try (QnetProcess vm =
        QnetProcess.start(
            folder,
            "run",
            "--accel",
            "tcg",
            "--memory",
            "64",
            "--display",
            "none",
            "--grace",
            "0",
            "--net",
            "user",
            "--net",
            "user",
            "--net",
            "user,native")) {
      vm.await("ready: ", PATIENCE);
      assertThat(qnet("monitor", "hostfwd_add tcp:127.0.0.1:" + port + "-:22").exitCode).isZero();
      assertThat(qnet("redirect", "list").out).contains("tcp:127.0.0.1:" + port);
      assertThat(qnet("monitor", "info usernet").out)
          .startsWith("Hub 0 (net0):\n" + HEAD + row(port) + "Hub 1 (net1):\n" + HEAD)
          .contains("Hub 2 (lan2):");
      assertThat(qnet("monitor", "info network").out)
          .contains("lan0: index=0,type=stream", "lan2: index=0,type=user")
          .contains(" \\ net1: index=0,type=user,net=10.0.2.0,restrict=off\n");
      assertThat(qnet("monitor", "hostfwd_remove net1 tcp::" + port).exitCode).isEqualTo(1);
      assertThat(qnet("monitor", "hostfwd_remove 0 tcp::" + port).out).contains(" removed");
      int natively = freePort();
      assertThat(qnet("monitor", "hostfwd_add lan2 tcp:127.0.0.1:" + natively + "-:22").out)
          .isEmpty();
      assertThat(qnet("monitor", "hostfwd_remove lan2 tcp:127.0.0.1:" + natively).out)
          .isEqualTo("host forwarding rule for tcp:127.0.0.1:" + natively + " removed\n");
      assertThat(qnet("monitor", "info status").out).contains("VM status: running");
      vm.signal("TERM");
      assertThat(vm.end(PATIENCE)).as(vm.err()).isZero();
    }
  }
}
