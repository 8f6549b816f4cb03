package io.qnet.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import io.qnet.wire.address.Ipv4Address;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs, through a real gateway on a real unix socket. */
@DisplayName("qnet station, plugged into qnet user")
@Timeout(120)
class StationRunTest {
  private final Path socket;
  private final PortSpec port;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final CompletableFuture<String> printed = new CompletableFuture<>();
  private final UserSegment segment;

  StationRunTest(@TempDir Path folder) {
    socket = folder.resolve("net0.sock");
    port = PortSpec.parse("stream-connect:" + socket, folder);
    segment =
        UserSegment.start(
            new UserPlan(
                "lab",
                PortSpec.parse("stream:" + socket, folder),
                UserOptions.DEFAULT,
                folder.resolve("lab.pcapng")),
            Map.of("www.qnet.test", List.of(Ipv4Address.parse("10.0.2.2"))),
            event -> {});
  }

  private HttpServer web() throws IOException {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          byte[] text = ("page " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
          boolean found = !exchange.getRequestURI().getPath().equals("/none");
          exchange.sendResponseHeaders(found ? 200 : 404, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    web.start();
    return web;
  }

  @BeforeEach
  void nobodyIsPluggedIn() {
    assertThat(segment.snapshot().leases()).isEmpty();
  }

  @AfterEach
  void closeSegment() {
    segment.close();
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private StationRun run(Reader in, String... words) {
    PrintStream noting =
        new PrintStream(out, true, StandardCharsets.UTF_8) {
          @Override
          public void flush() {
            super.flush();
            String text = told();
            if (text.startsWith("ready:") || text.endsWith("station> ")) {
              printed.complete(text);
            }
          }
        };
    return new StationRun(
        port, StationSession.randomMac(), List.of(words), noting, new BufferedReader(in));
  }

  private String output(String... words) {
    run(new StringReader(""), words).run(opened -> assertThat(opened).isEqualTo(port));
    return told();
  }

  private Failure failure(String... words) {
    return catchThrowableOfType(Failure.class, () -> output(words));
  }

  @Test
  @DisplayName("dhcp prints the lease")
  void dhcp() {
    assertThat(output("dhcp"))
        .containsPattern("mac +[0-9a-f][26ae]:")
        .contains("address 10.0.2.15/24\n", "router  10.0.2.2\n", "dns     10.0.2.3\n")
        .contains("server  10.0.2.2\n", "mtu     1500\n");
    assertThat(segment.snapshot().leases()).hasSize(1);
  }

  @Test
  @DisplayName("ping, by address and by name")
  void ping() {
    assertThat(output("ping", "10.0.2.2").lines())
        .hasSize(3)
        .allMatch(line -> line.matches("answer from 10.0.2.2: seq=[123] time=[0-9.]+ ms"));
    assertThat(output("ping", "www.qnet.test").lines()).hasSize(6);
  }

  @Test
  @DisplayName("a ping that is blocked says by what, and fails")
  void blockedPing() {
    assertThat(failure("ping", "192.0.2.1"))
        .hasMessage("none of 3 pings to 192.0.2.1 was answered");
    assertThat(told()).isEqualTo("from 10.0.2.2: ICMP type 3 code 13\n".repeat(3));
  }

  @Test
  @DisplayName("dns prints addresses")
  void dns() {
    assertThat(output("dns", "www.qnet.test")).isEqualTo("10.0.2.2\n");
    assertThat(failure("dns", "not a name").exitCode()).isEqualTo(Failure.USAGE);
  }

  @Test
  @DisplayName("get prints the body; a status that is not 2xx fails")
  void get() throws IOException {
    HttpServer web = web();
    try {
      String base = "http://www.qnet.test:" + web.getAddress().getPort();
      assertThat(output("get", base + "/a?b=c")).isEqualTo("page /a?b=c");
      assertThat(failure("get", base + "/none"))
          .hasMessage("the server answered HTTP/1.1 404 Not Found");
    } finally {
      web.stop(0);
    }
    assertThat(failure("get", "http://10.0.2.2:1/"))
        .hasMessage("the connection was refused: nobody listens there");
  }

  @Test
  @DisplayName("serve says ready, and ends without a word when it is stopped")
  void serve() throws Exception {
    StationRun run = run(new StringReader(""), "serve", "80");
    CompletableFuture<Void> running = CompletableFuture.runAsync(() -> run.run(opened -> {}));
    assertThat(printed.get(60, TimeUnit.SECONDS))
        .isEqualTo("ready: serving HTTP at http://10.0.2.15:80/\n");
    run.close();
    assertThat(running).succeedsWithin(java.time.Duration.ofSeconds(30));
  }

  @Test
  @DisplayName("a shell does line after line, and complains without ending")
  void shell() {
    String typed = "dns www.qnet.test\n\nbogus\nudp-echo 9\ndns\nexit\ndhcp\n";
    run(new StringReader(typed), "shell").run(opened -> {});
    assertThat(told())
        .startsWith("station 10.0.2.15: dhcp, ping, dns, get, serve, udp-echo, shell; exit ends\n")
        .contains("10.0.2.2\n")
        .contains("a station has no verb 'bogus'\n")
        .contains("ready: echoing UDP at 10.0.2.15:9\n")
        .contains("dns needs an argument\n")
        .doesNotContain("router");
  }

  @Test
  @DisplayName("a shell that waits for a line can be stopped")
  void stoppedShell() throws Exception {
    try (PipedWriter keyboard = new PipedWriter();
        PipedReader in = new PipedReader(keyboard)) {
      StationRun run = run(in, "shell");
      CompletableFuture<Void> running = CompletableFuture.runAsync(() -> run.run(opened -> {}));
      assertThat(printed.get(60, TimeUnit.SECONDS)).endsWith("station> ");
      run.close();
      assertThat(running).succeedsWithin(java.time.Duration.ofSeconds(30));
    }
  }

  @Test
  @DisplayName("what is stopped before it has finished says so: exit code 130")
  void interrupted() {
    StationRun run = run(new StringReader(""), "ping", "10.0.2.2");
    run.close();
    CompletableFuture<Void> running = CompletableFuture.runAsync(() -> run.run(opened -> {}));
    assertThat(running)
        .failsWithin(java.time.Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(130));
  }
}
