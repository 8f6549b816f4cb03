package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

/** Many visitors, other programs' clients, and a switch: qnet as a process, a station as guest. */
@Timeout(600)
@DisplayName("qnet redirect, with many visitors and with clients of other programs")
class DoorTrafficIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int ONE_BY_ONE = 5_000;
  private static final int AT_ONCE = 500;
  private static final byte[] WORDS = "who is there?\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private QnetProcess start(String... words) throws Exception {
    QnetProcess qnet = QnetProcess.start(folder, words);
    qnet.await("ready: ", PATIENCE);
    return qnet;
  }

  private String qnet(String... words) throws Exception {
    return QnetProcess.run(folder, words);
  }

  private int open() throws Exception {
    String rule = qnet("redirect", "add", "tcp::0-:" + StationGuest.ECHO).strip();
    assertThat(rule).endsWith("-10.0.2.15:7");
    return Integer.parseInt(rule.replaceFirst("^tcp:127.0.0.1:([0-9]+)-.*", "$1"));
  }

  private static Socket visit(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(WORDS);
    return socket;
  }

  private static void leave(Socket socket) throws IOException {
    socket.shutdownOutput();
    assertThat(socket.getInputStream().readAllBytes()).isEqualTo(WORDS);
    socket.close();
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("5,000 one after the other, 500 at once: all answered, no descriptor left behind")
  void many() throws Exception {
    Path socket = folder.resolve("net0.sock");
    try (QnetProcess qnet = start("user", "--port", "stream:" + socket);
        StationGuest guest = StationGuest.plugIn(socket)) {
      int port = open();
      leave(visit(port));
      assertThat(connections()).isZero();
      int before = OpenSockets.descriptors(qnet.pid());
      long begin = System.nanoTime();
      for (int i = 0; i < ONE_BY_ONE; i++) {
        leave(visit(port));
      }
      long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
      System.out.println(ONE_BY_ONE + " connections one by one: " + took + " ms");
      OpenSockets.settle(qnet.pid(), before);

      List<Socket> visitors = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        visitors.add(visit(port));
      }
      assertThat(connections()).isEqualTo(AT_ONCE);
      assertThat(OpenSockets.descriptors(qnet.pid())).isGreaterThanOrEqualTo(before + AT_ONCE);
      for (Socket visitor : visitors) {
        leave(visitor);
      }
      OpenSockets.settle(qnet.pid(), before);
      assertThat(connections()).isZero();
    }
  }

  private int connections() throws Exception {
    return json(qnet("redirect", "list", "-o", "json")).get(0).path("connections").asInt();
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  /** What a shell script says that a user of the other program has. */
  private String script(String text) throws Exception {
    for (String program : List.of("socat", "curl")) {
      assumeTrue(
          Program.find(program, System.getenv()).isPresent(),
          "SKIPPED: no " + program + " on this host; apt-get install socat curl");
    }
    Path file = folder.resolve("client.sh");
    Files.writeString(file, "set -e\n" + text);
    return NetworkNamespace.run("sh", file.toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("slirp4netns: its README's lines, both shapes of the answer, and the door works")
  void slirp4netns() throws Exception {
    Path socket = folder.resolve("net0.sock");
    Path api = folder.resolve("slirp4netns.sock");
    int port = freePort();
    try (QnetProcess qnet =
            start("user", "--port", "stream:" + socket, "--slirp4netns-api", api.toString());
        StationGuest guest = StationGuest.plugIn(socket)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api)))
          .isEqualTo("rw-------");
      String told =
          script(
              """
              ask() { printf '%%s' "$1" | socat -t 20 - UNIX-CONNECT:%s; echo; }
              ask '{"execute": "add_hostfwd", "arguments": {"proto": "tcp",
                "host_addr": "127.0.0.1", "host_port": %d, "guest_port": 7}}'
              ask '{"execute": "list_hostfwd"}'
              echo is it you? | socat -t 20 - TCP:127.0.0.1:%d
              ask '{"execute": "remove_hostfwd", "arguments": {"id": 1}}'
              ask '{"execute": "list_hostfwd"}'
              ask '{"execute": "remove_hostfwd", "arguments": {"id": 1}}'
              """
                  .formatted(api, port, port));
      List<String> answers = told.lines().toList();
      assertThat(answers).hasSize(6);
      assertThat(answers.get(0)).isEqualTo("{\"return\":{\"id\":1}}");
      JsonNode list = json(answers.get(1));
      assertThat(list.path("return").path("entries")).isEqualTo(list.path("entries")).hasSize(1);
      assertThat(list.path("entries").get(0))
          .isEqualTo(
              json(
                  """
                  {"id": 1, "proto": "tcp", "host_addr": "127.0.0.1", "host_port": %d,
                   "guest_addr": "10.0.2.15", "guest_port": 7}"""
                      .formatted(port)));
      assertThat(answers.get(2)).isEqualTo("is it you?");
      assertThat(answers.get(3)).isEqualTo("{\"return\":{}}");
      assertThat(json(answers.get(4)).path("return").path("entries")).isEmpty();
      assertThat(json(answers.get(5)).path("error").path("desc").asText())
          .isEqualTo("bad request: remove_hostfwd: bad arguments.id");
      assertThat(qnet("redirect", "list", "-o", "json")).isEqualToIgnoringWhitespace("[]");
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("gvisor-tap-vsock, as podman asks it: exposed, listed, used, unexposed")
  void services() throws Exception {
    Path socket = folder.resolve("net0.sock");
    Path api = folder.resolve("services.sock");
    int port = freePort();
    try (QnetProcess qnet =
            start("user", "--port", "stream:" + socket, "--services", api.toString());
        StationGuest guest = StationGuest.plugIn(socket)) {
      qnet("redirect", "list"); // the socket is there once the API is
      String told =
          script(
              """
              ask() { path=$1; shift
                curl -sS -m 20 -w '%%{http_code}\\n' --unix-socket %s "$@" \\
                  http://gateway/services/forwarder/$path; }
              ask expose -d '{"local": ":%d", "remote": "10.0.2.15:7", "protocol": "tcp"}'
              ask all
              echo is it you? | socat -t 20 - TCP:127.0.0.1:%d
              ask unexpose -d '{"local": ":%d", "protocol": "tcp"}'
              ask all
              ask unexpose -d '{"local": ":%d", "protocol": "tcp"}'
              ask expose -d '{"local": ":%d"}'
              """
                  .formatted(api, port, port, port, port, port));
      String door =
          "{\"local\":\"127.0.0.1:" + port + "\",\"remote\":\"10.0.2.15:7\",\"protocol\":\"tcp\"}";
      assertThat(told.lines().toList())
          .startsWith("200", "[" + door + "]200", "is it you?", "200", "[]200")
          .element(5)
          .asString()
          .contains("no door is at tcp:127.0.0.1:" + port);
      assertThat(told.lines().toList()).endsWith("400").element(6).isEqualTo("500");
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("a switch with a gateway: doors from the start and later; without: refused")
  void aSwitch() throws Exception {
    Path socket = folder.resolve("port1.sock");
    try (QnetProcess qnet =
            start("switch", "--user", "hostfwd=tcp::0-:7", "--port", "stream:" + socket);
        StationGuest guest = StationGuest.plugIn(socket)) {
      JsonNode first = json(qnet("redirect", "list", "-o", "json")).get(0);
      leave(visit(first.path("hostPort").asInt()));
      int port = open();
      leave(visit(port));
      qnet("redirect", "remove", first.path("rule").asText());
      assertThat(qnet("redirect", "list").lines().toList())
          .hasSize(2)
          .last()
          .asString()
          .contains("this host", "tcp:127.0.0.1:" + port + "-10.0.2.15:7");
    }
    try (QnetProcess plain = start("switch", "--name", "plain");
        QnetProcess refused =
            QnetProcess.start(folder, "redirect", "add", "tcp::0-:7", "--on", "plain")) {
      assertThat(refused.end(PATIENCE)).isEqualTo(1);
      assertThat(refused.err())
          .contains("this switch has no gateway", "no door was opened", "qnet switch --user");
      assertThat(plain.alive()).isTrue();
    }
  }
}
