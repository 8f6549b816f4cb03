package io.qnet.launcher.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Conversations with a machine that is made up. */
@Timeout(120)
class QmpClientTest {
  private static final Duration SOON = Duration.ofMillis(100);

  private final Path folder;

  QmpClientTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @DisplayName("the greeting is answered before anything else; answers find their question by id")
  void conversation() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (FakeMachine machine =
            machine(
                line -> {
                  heard.add(line);
                  return "{\"return\": {\"echo\": \""
                      + command(line)
                      + "\"}, \"id\": "
                      + id(line)
                      + "}\r\n";
                });
        QmpClient client = QmpClient.connect(machine.path())) {
      assertThat(client.execute("query-status", Map.of("a", 1)).path("echo").asText())
          .isEqualTo("query-status");
      assertThat(heard.take()).contains("\"execute\":\"qmp_capabilities\"");
      assertThat(heard.take()).contains("\"arguments\":{\"a\":1}");
    }
  }

  @Test
  @DisplayName("events between question and answer reach the listener")
  void events() throws Exception {
    BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
    try (FakeMachine machine =
            machine(
                line ->
                    "{\"event\": \"RESET\", \"data\": {\"guest\": true}, \"timestamp\": {}}\n"
                        + ok(line)
                        + "{\"event\": \"STOP\"}\n");
        QmpClient client =
            QmpClient.open(
                SocketChannel.open(UnixDomainSocketAddress.of(machine.path())), events::add)) {
      assertThat(client.execute("stop", Map.of()).isObject()).isTrue();
      assertThat(events.poll(60, TimeUnit.SECONDS)).extracting(QmpEvent::name).isEqualTo("RESET");
      assertThat(List.of(events.take().name(), events.take().name(), events.take().name()))
          .containsExactly("STOP", "RESET", "STOP");
    }
  }

  @Test
  @DisplayName("a refusal has QEMU's class and words")
  void refusal() throws Exception {
    try (FakeMachine machine =
            machine(
                line ->
                    command(line).equals("qmp_capabilities")
                        ? ok(line)
                        : "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no such card\"}, \"id\": "
                            + id(line)
                            + "}\n");
        QmpMonitor monitor = QmpMonitor.connect(machine.path())) {
      assertThatThrownBy(() -> monitor.link("nic7", false))
          .isInstanceOf(QmpException.class)
          .hasMessage("no such card")
          .extracting(thrown -> ((QmpException) thrown).kind())
          .isEqualTo("GenericError");
    }
  }

  @Test
  @DisplayName("a snapshot that fails says so in HMP's text, and is an error here")
  void failedSnapshot() throws Exception {
    try (FakeMachine machine =
            machine(
                line ->
                    command(line).equals("qmp_capabilities")
                        ? ok(line)
                        : "{\"return\": \"Error: No block device can accept snapshots\\r\\n\", \"id\": "
                            + id(line)
                            + "}\n");
        QmpMonitor monitor = QmpMonitor.connect(machine.path())) {
      assertThatThrownBy(() -> monitor.saveSnapshot("a"))
          .isInstanceOf(QmpException.class)
          .hasMessage("No block device can accept snapshots");
    }
  }

  @Test
  @DisplayName("no answer: an error, not a wait for ever")
  void silence() throws Exception {
    try (FakeMachine machine =
            machine(line -> command(line).equals("qmp_capabilities") ? ok(line) : "");
        QmpClient client = QmpClient.connect(machine.path())) {
      assertThatThrownBy(() -> client.execute("query-status", Map.of(), SOON))
          .isInstanceOf(QmpException.class)
          .hasMessageContaining("query-status: no answer within");
      for (int i = 0; i < 63; i++) {
        assertThat(client.send("query-status", Map.of())).isNotDone();
      }
      assertThatThrownBy(() -> client.execute("query-status", Map.of()))
          .hasMessage("too many unanswered commands");
    }
  }

  @Test
  @DisplayName("a machine that goes, or talks no QMP, ends the conversation and every wait")
  void goneAndHostile() throws Exception {
    for (String answer : List.of("no json\n", "x".repeat(9 << 20) + "\n")) {
      try (FakeMachine machine =
              new FakeMachine(
                  folder.resolve("m" + answer.length()),
                  FakeMachine.GREETING,
                  line -> command(line).equals("qmp_capabilities") ? ok(line) : answer);
          QmpClient client = QmpClient.connect(machine.path())) {
        assertThatThrownBy(() -> client.execute("query-status", Map.of()))
            .isInstanceOf(QmpException.class);
        assertThatThrownBy(() -> client.execute("query-status", Map.of()))
            .isInstanceOf(QmpException.class)
            .hasMessage("the machine is gone");
      }
    }
    try (FakeMachine machine = new FakeMachine(folder.resolve("web"), "HTTP/1.1 400\n", l -> "")) {
      assertThatThrownBy(() -> QmpClient.connect(machine.path()))
          .isInstanceOf(QmpException.class)
          .hasMessage("what the machine sent is no QMP");
    }
  }

  private FakeMachine machine(Function<String, String> answers) throws IOException {
    return new FakeMachine(folder.resolve("qmp.sock"), FakeMachine.GREETING, answers);
  }

  private static String ok(String line) {
    return "{\"return\": {}, \"id\": " + id(line) + "}\n";
  }

  private static String command(String line) {
    return json(line).path("execute").asText();
  }

  private static long id(String line) {
    return json(line).path("id").asLong();
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
