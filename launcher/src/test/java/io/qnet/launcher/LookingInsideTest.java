package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real gateway, a station that fetches a page through it, and the verbs that look at it. */
@DisplayName("qnet nat, leases, events, why")
@Timeout(120)
class LookingInsideTest {
  private final Path runtime;
  private final HttpServer web;
  private final List<Throwable> failures = new ArrayList<>();

  LookingInsideTest(@TempDir Path runtime) throws IOException {
    this.runtime = runtime;
    this.web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    web.start(); // or else it cannot be stopped
  }

  @AfterEach
  void close() {
    web.stop(0);
  }

  private Invocation qnet(String... words) {
    return Invocation.of(runtime, words);
  }

  /** Runs {@code qnet user} and looks at it. */
  private Invocation whileRunning(String name, Runnable look) {
    Invocation run =
        Invocation.of(
            runtime,
            plan -> new WatchedSession(Main.SESSIONS.open(plan), look, failures::add),
            "user",
            "--name",
            name);
    assertThat(failures).isEmpty();
    assertThat(run.exitCode()).isZero();
    return run;
  }

  private String output(String... words) {
    Invocation run = qnet(words);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return run.out();
  }

  private JsonNode json(String... words) {
    try {
      return new ObjectMapper().readTree(output(words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page that is only finished after {@code look}; a station asks for it. */
  private void fetch(Runnable look) {
    web.createContext(
        "/",
        exchange -> {
          look.run();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    String socket = runtime.resolve("qnet/lab/net0.sock").toString();
    String url = "http://10.0.2.2:" + web.getAddress().getPort() + "/";
    assertThat(output("station", "--port", "stream-connect:" + socket, "get", url))
        .startsWith("ok");
  }

  @Test
  @DisplayName("a connection through it, in every form, with the host's own socket")
  void nat() {
    int port = web.getAddress().getPort();
    List<String> tables = new ArrayList<>();
    List<JsonNode> documents = new ArrayList<>();
    whileRunning(
        "lab",
        () ->
            fetch(
                () -> {
                  documents.add(json("nat", "--on", "lab", "-o", "json"));
                  tables.add(output("nat"));
                  tables.add(output("nat", "table", "-o", "usernet"));
                }));

    JsonNode row = documents.get(0).get(0);
    assertThat(row.path("protocol").asText()).isEqualTo("tcp");
    assertThat(row.path("state").asText()).isEqualTo("ESTABLISHED");
    assertThat(row.path("inside").path("address").asText()).isEqualTo("10.0.2.15");
    assertThat(row.path("remote").path("address").asText()).isEqualTo("10.0.2.2");
    assertThat(row.path("remote").path("port").asInt()).isEqualTo(port);
    assertThat(row.path("outside").path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(row.path("outside").path("port").asInt()).isPositive();
    assertThat(row.path("octetsOut").asLong()).isPositive();
    int outside = row.path("outside").path("port").asInt();
    assertThat(tables.get(0).lines().toList().get(1))
        .matches(
            "tcp +10[.]0[.]2[.]15:\\d+ +127[.]0[.]0[.]1:%d +10[.]0[.]2[.]2:%d +ESTABLISHED +- .*"
                .formatted(outside, port));
    assertThat(tables.get(1).lines().toList())
        .startsWith(
            "Hub -1 (net0):",
            "  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ")
        .last()
        .asString()
        .matches(
            "  TCP\\[ESTABLISHED\\] +\\d+ +10[.]0[.]2[.]15 +\\d+ +10[.]0[.]2[.]2 +%d +0 +0"
                .formatted(port));
  }

  @Test
  @DisplayName("why: whom the far end sees; what was said of a flow that is over; no such flow")
  void why() {
    List<String> answers = new ArrayList<>();
    List<String> outside = new ArrayList<>();
    whileRunning(
        "lab",
        () -> {
          fetch(
              () -> {
                JsonNode row = json("nat", "-o", "json").get(0);
                outside.add("127.0.0.1:" + row.path("outside").path("port").asInt());
                answers.add(output("why", "10.0.2.15-10.0.2.2:" + web.getAddress().getPort()));
                answers.add(output("why", row.path("id").asText()));
              });
          for (String over = ""; !over.contains(" closed: "); ) {
            over = output("why", "1");
          }
          answers.add(output("why", "tcp:10.0.2.15"));
          answers.add(output("why", "udp:10.0.2.99:53"));
        });

    assertThat(answers.get(0))
        .startsWith("flow 1: tcp 10.0.2.15:")
        .contains("The far end sees " + outside.get(0) + ", a socket of this host");
    assertThat(answers.get(1)).isEqualTo(answers.get(0));
    assertThat(answers.get(2)).startsWith("flow 1: tcp 10.0.2.15:").contains(", over: ");
    assertThat(answers.get(3)).contains("Nothing was said of it either");
    assertThat(qnet("why", "nonsense").err())
        .contains("is no flow, no station", "tcp:10.0.2.15:40000");
  }

  @Test
  @DisplayName("the lease, and what happened, from the first event on")
  void leasesAndEvents() {
    List<JsonNode> leases = new ArrayList<>();
    List<String> events = new ArrayList<>();
    whileRunning(
        "lab",
        () -> {
          fetch(() -> leases.add(json("leases", "-o", "json")));
          assertThat(output("leases")).contains("10.0.2.15").contains(" bound ");
          events.addAll(output("events").lines().toList());
        });

    assertThat(leases.get(0)).hasSize(1);
    assertThat(leases.get(0).get(0).path("address").asText()).isEqualTo("10.0.2.15");
    assertThat(leases.get(0).get(0).path("state").asText()).isEqualTo("bound");
    assertThat(leases.get(0).get(0).path("secondsLeft").asLong()).isBetween(1L, 86_400L);
    assertThat(events.get(0)).startsWith("{\"id\":1,").contains("\"type\":\"link.up\"");
    assertThat(events).anyMatch(line -> line.contains("\"type\":\"dhcp.leased\""));
    assertThat(events).anyMatch(line -> line.contains("\"type\":\"flow.opened\""));
  }

  @Test
  @DisplayName("the token is in a file for the owner's eyes, and nowhere else")
  void token() {
    Path file = runtime.resolve("qnet/lab/api.json");
    List<String> tokens = new ArrayList<>();
    Invocation run =
        whileRunning(
            "lab",
            () -> {
              output("nat"); // waits until the file is there
              try {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
                JsonNode json = new ObjectMapper().readTree(file.toFile());
                tokens.add(json.path("token").asText());
                assertThat(json.path("address").asText()).matches("http://127[.]0[.]0[.]1:\\d+/");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    assertThat(tokens.get(0)).matches("[0-9a-f]{64}");
    assertThat(run.out() + run.err()).doesNotContain(tokens.get(0));
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  @DisplayName("a guest does not reach the API, whatever it may reach")
  void refusedToGuests() {
    Path file = runtime.resolve("qnet/lab/api.json");
    List<Invocation> refused = new ArrayList<>();
    whileRunning(
        "lab",
        () -> {
          output("nat");
          String socket = runtime.resolve("qnet/lab/net0.sock").toString();
          String url;
          try {
            url = new ObjectMapper().readTree(file.toFile()).path("address").asText();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          for (String host : List.of("10.0.2.2", "127.0.0.1")) {
            refused.add(
                qnet(
                    "station",
                    "--port",
                    "stream-connect:" + socket,
                    "get",
                    url.replace("127.0.0.1", host)));
          }
        });

    assertThat(refused).hasSize(2).allMatch(run -> run.exitCode() == 1);
    assertThat(refused).noneMatch(run -> (run.out() + run.err()).contains("token"));
  }

  @Test
  @DisplayName("none runs, several run, another runs: what to type")
  void whichOne() {
    assertThat(qnet("nat").err()).contains("nothing runs").contains("qnet user");
    assertThat(qnet("nat").exitCode()).isEqualTo(1);
    List<Invocation> runs = new ArrayList<>();
    whileRunning(
        "a",
        () ->
            whileRunning(
                "b",
                () -> {
                  runs.add(qnet("leases"));
                  runs.add(qnet("nat", "--on", "c"));
                  runs.add(qnet("nat", "--on", "b"));
                }));

    assertThat(runs.get(0).exitCode()).isEqualTo(2);
    assertThat(runs.get(0).err()).contains("2 things run: a, b").contains("--on a");
    assertThat(runs.get(1).exitCode()).isEqualTo(1);
    assertThat(runs.get(1).err()).contains("'c' does not run").contains("a, b");
    assertThat(runs.get(2).exitCode()).isZero();
  }

  @Test
  @DisplayName("words that it does not know: nothing is asked")
  void wrongWords() {
    assertThat(qnet("nat", "-o", "usernett").err()).contains("usernet");
    assertThat(qnet("nat", "run").err()).contains("not in this version yet");
    assertThat(qnet("nat", "tables").exitCode()).isEqualTo(2);
    assertThat(qnet("leases", "-o", "yaml").exitCode()).isEqualTo(2);
  }
}
