package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.station.StationRun;
import io.qnet.launcher.station.StationSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real gateway, a station that serves, and doors that come and go. */
@DisplayName("qnet redirect")
@Timeout(60)
class RedirectCommandTest {
  private static final int PATIENCE_MS = 15_000;
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final Path runtime;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Session session =
      new Session() {
        @Override
        public void run(Consumer<PortSpec> told) {}

        @Override
        public void close() {}
      };

  RedirectCommandTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @BeforeEach
  void start() throws Exception {
    Thread gateway =
        new Thread(
            () -> {
              Invocation.of(
                  runtime,
                  plan -> {
                    session = new Announced(Main.SESSIONS.open(plan));
                    return session;
                  },
                  "user",
                  "--name",
                  "lab",
                  "--port",
                  "stream:" + runtime.resolve("net0.sock"));
              over.countDown();
            },
            "gateway");
    gateway.setDaemon(true);
    gateway.start();
    ready.await();
  }

  @AfterEach
  void stop() throws InterruptedException {
    session.close();
    over.await();
  }

  /** A session that says when it is ready. */
  private final class Announced implements Session {
    private final Session session;

    Announced(Session session) {
      this.session = session;
    }

    @Override
    public void run(Consumer<PortSpec> told) {
      session.run(
          port -> {
            told.accept(port);
            ready.countDown();
          });
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /** A guest that serves a page, until it is closed. */
  private StationRun guest(String... words) throws InterruptedException {
    CountDownLatch serves = new CountDownLatch(1);
    StationRun run =
        new StationRun(
            PortSpec.parse("stream-connect:" + runtime.resolve("net0.sock"), runtime),
            StationSession.randomMac(),
            List.of(words),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
              @Override
              public void flush() {
                serves.countDown();
              }
            },
            new BufferedReader(new StringReader("")));
    Thread thread = new Thread(() -> run.run(opened -> {}), "station");
    thread.setDaemon(true);
    thread.start();
    serves.await();
    return run;
  }

  private Invocation qnet(String... words) {
    return Invocation.of(runtime, words);
  }

  /** What {@code qnet redirect add} says, line by line. */
  private List<String> add(String... rules) {
    String[] words = new String[rules.length + 2];
    words[0] = "redirect";
    words[1] = "add";
    System.arraycopy(rules, 0, words, 2, rules.length);
    Invocation run = qnet(words);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return run.out().lines().toList();
  }

  private JsonNode list() throws IOException {
    return new ObjectMapper().readTree(qnet("redirect", "list", "-o", "json").out());
  }

  private static int port(String rule) {
    return Integer.parseInt(rule.replaceFirst("^[a-z]+:[0-9.]+:([0-9]+)-.*", "$1"));
  }

  private static Socket client(int port) throws IOException {
    Socket socket = new Socket(HERE, port);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static String page(int port) throws IOException {
    try (Socket socket = client(port)) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("a door is opened, used, listed and shut, while guest and gateway go on")
  void live() throws Exception {
    try (StationRun guest = guest("serve", "80")) {
      String rule = add("tcp::0-:80").get(0);
      assertThat(rule).matches("tcp:127\\.0\\.0\\.1:[0-9]+-10\\.0\\.2\\.15:80");
      assertThat(page(port(rule))).startsWith("HTTP/1");
      assertThat(list().get(0).path("rule").asText()).isEqualTo(rule);
      assertThat(qnet("redirect", "list").out()).contains("this host", rule);
      assertThat(qnet("nat", "-o", "usernet").out())
          .contains(
              "  TCP[HOST_FORWARD]  -1       127.0.0.1 %5d       10.0.2.15    80     0     0"
                  .formatted(port(rule)));

      String half = rule.substring(0, rule.indexOf('-'));
      try (Socket inside = client(port(rule))) {
        assertThat(qnet("redirect", "remove", half).exitCode()).isZero();
        assertThat(list()).isEmpty();
        inside
            .getOutputStream()
            .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(inside.getInputStream().read()).as("who is in stays").isEqualTo('H');
      }
      assertThat(add(half + "-:80")).containsExactly(rule);
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("--cut resets who is in")
  void cut() throws Exception {
    try (StationRun guest = guest("serve", "80")) {
      String rule = add("tcp::0-:80").get(0);
      try (Socket inside = client(port(rule))) {
        while (list().get(0).path("connections").asInt() == 0) {
          Thread.onSpinWait();
        }
        assertThat(qnet("redirect", "remove", "--cut", rule).exitCode()).isZero();
        assertThat(readToTheEnd(inside)).isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the station only has to be there
  @DisplayName("why the server sees 10.0.2.2: the door, and what tells it who called")
  void why() throws Exception {
    try (StationRun guest = guest("serve", "80")) {
      for (String tells : List.of("", ",proxy-protocol=v2")) {
        String rule = add("tcp::0-:80" + tells).get(0);
        try (Socket inside = client(port(rule))) {
          while (list().get(0).path("connections").asInt() == 0) {
            Thread.onSpinWait();
          }
          assertThat(qnet("why", "tcp:10.0.2.15:80").out())
              .contains("It came in through a door, so the guest sees 10.0.2.2:", rule)
              .contains(tells.isEmpty() ? ",proxy-protocol=v2" : "the first octets");
          assertThat(inside.isConnected()).isTrue();
        }
        assertThat(qnet("redirect", "remove", "--cut", rule).exitCode()).isZero();
      }
    }
  }

  private static Throwable readToTheEnd(Socket socket) {
    try {
      return new AssertionError("an end, after " + socket.getInputStream().readAllBytes().length);
    } catch (IOException reset) {
      return reset;
    }
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("refused: nothing changes, and the words say why and what to type")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      tcp::x-:80            | 2 | 'x' is no host port         | qnet redirect add --help
      tcp::8080             | 2 | nothing says where it leads | qnet redirect add --help
      tcp::0-10.0.3.1:22    | 2 | no guest can be at 10.0.3.1 | leave it out for 10.0.2.15
      udp::0-:53,proxy-protocol=v1 | 2 | datagrams have no beginning | qnet redirect add --help
      tcp::0-:80,proxy-protocol=v3 | 2 | 'v3' is no version: v1 or v2 | qnet redirect add --help
      """)
  void wrong(String rule, int exitCode, String why, String remedy) throws Exception {
    Invocation run = qnet("redirect", "add", "tcp::0-:80", rule);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).contains(why, remedy);
    assertThat(list()).isEmpty();
  }

  @Test
  @DisplayName("a port that is taken: by whom; a door twice; a door that is not there")
  void taken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, HERE)) {
      Invocation run = qnet("redirect", "add", "tcp::" + other.getLocalPort() + "-:22");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("java (pid " + ProcessHandle.current().pid() + ") has the port")
          .contains("or 0 for one that is free");
    }
    String rule = add("tcp::0-:80").get(0);
    Invocation twice = qnet("redirect", "add", rule);
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("it leads there already: " + rule, "qnet redirect remove");
    Invocation missing = qnet("redirect", "remove", rule, "tcp:127.0.0.1:1");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("no door is at tcp:127.0.0.1:1", "qnet redirect list");
    assertThat(list()).as("all or none").hasSize(1);
  }
}
