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
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real gateway that runs, and a guest for it, which does what it is told. */
@Timeout(60)
abstract class RedirectRig {
  private static final int PATIENCE_MS = 15_000;
  static final InetAddress HERE = InetAddress.getLoopbackAddress();

  final Path runtime;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Session session =
      new Session() {
        @Override
        public void run(Consumer<PortSpec> told) {}

        @Override
        public void close() {}
      };

  RedirectRig(@TempDir Path runtime) {
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
  StationRun guest(String... words) throws InterruptedException {
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

  Invocation qnet(String... words) {
    return Invocation.of(runtime, words);
  }

  /** What {@code qnet redirect add} says, line by line. */
  List<String> add(String... rules) {
    String[] words = new String[rules.length + 2];
    words[0] = "redirect";
    words[1] = "add";
    System.arraycopy(rules, 0, words, 2, rules.length);
    Invocation run = qnet(words);
    assertThat(run.err().lines().filter(line -> !line.contains("means 0.0.0.0"))).isEmpty();
    assertThat(run.exitCode()).isZero();
    return run.out().lines().toList();
  }

  JsonNode list() throws IOException {
    return new ObjectMapper().readTree(qnet("redirect", "list", "-o", "json").out());
  }

  static int port(String rule) {
    return Integer.parseInt(rule.replaceFirst("^[a-z]+:[0-9.]+:([0-9]+)-.*", "$1"));
  }

  static Socket client(int port) throws IOException {
    Socket socket = new Socket(HERE, port);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  static String page(int port) throws IOException {
    try (Socket socket = client(port)) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
