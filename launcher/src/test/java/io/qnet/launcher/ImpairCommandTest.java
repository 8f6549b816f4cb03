package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real gateway whose link is made a bad one, and a station that notices. */
@DisplayName("qnet impair")
@Timeout(120)
class ImpairCommandTest {
  private final Path runtime;
  private final List<Throwable> failures = new ArrayList<>();

  ImpairCommandTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  private void whileRunning(Runnable look, String... more) {
    List<String> words = new ArrayList<>(List.of("user", "--name", "lab"));
    words.addAll(List.of(more));
    Invocation run =
        Invocation.of(
            runtime,
            plan -> new WatchedSession(Main.SESSIONS.open(plan), look, failures::add),
            words.toArray(String[]::new));
    assertThat(failures).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  private Invocation qnet(String... words) {
    return Invocation.of(runtime, words);
  }

  private JsonNode json(String... words) {
    Invocation run = qnet(words);
    assertThat(run.err()).isEmpty();
    try {
      return new ObjectMapper().readTree(run.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Invocation ping() {
    String socket = runtime.resolve("qnet/lab/net0.sock").toString();
    return qnet("station", "--port", "stream-connect:" + socket, "ping", "10.0.2.2");
  }

  @Test
  @DisplayName("set, shown as set and as measured, changed, taken away; each is an event")
  void live() {
    whileRunning(
        () -> {
          assertThat(qnet("impair").out()).contains("lab.net0: nothing is set");
          assertThat(qnet("impair", "net0", "delay=30ms", "seed=7").out())
              .contains("lab.net0: delay=30ms seed=7");
          assertThat(ping().exitCode()).isZero();
          JsonNode row = json("impair", "net0", "-o", "json").get(0);
          assertThat(row.path("link").asText()).isEqualTo("lab.net0");
          assertThat(row.path("set").asText()).isEqualTo("delay=30ms seed=7");
          assertThat(row.path("to").path("frames").asLong()).isPositive();
          assertThat(row.path("to").path("leastDelay").asDouble()).isBetween(30.0, 60.0);
          assertThat(row.path("from").path("leastDelay").asDouble()).isBetween(30.0, 60.0);
          assertThat(qnet("impair").out()).contains("LOST").contains("lab.net0         from");
          assertThat(qnet("impair", "lab.net0", "off").out()).contains("nothing is set");
          assertThat(qnet("events").out())
              .contains("\"link.impaired\"")
              .contains("lab.net0 is impaired: delay=30ms seed=7")
              .contains("lab.net0 is impaired no more");
        });
  }

  @Test
  @DisplayName("given at the start: it holds for the first frame")
  void fromTheStart() {
    whileRunning(
        () -> {
          assertThat(qnet("impair").out()).contains("lab.net0: loss=100% seed=1");
          assertThat(ping().exitCode()).isEqualTo(1);
          JsonNode from = json("impair", "-o", "json").get(0).path("from");
          assertThat(from.path("lost").asLong()).isPositive();
          assertThat(from.path("delivered").asLong()).isZero();
        },
        "--impair",
        "loss=100%,seed=1");
  }

  @Test
  @DisplayName("wrong words, a link that is not there: what to write, and nothing changes")
  void refused() {
    whileRunning(
        () -> {
          Invocation word = qnet("impair", "net0", "los=1%");
          assertThat(word.exitCode()).isEqualTo(2);
          assertThat(word.err())
              .contains("there is no 'los'", "the link is as it was", "did you mean loss?");
          Invocation link = qnet("impair", "net7", "loss=1%");
          assertThat(link.exitCode()).isEqualTo(1);
          assertThat(link.err()).contains("there is no link 'net7'").contains("lab.net0");
          assertThat(qnet("impair", "net7").err()).contains("the links are: lab.net0");
          assertThat(qnet("impair").out()).contains("nothing is set");
        });
    Invocation value = qnet("impair", "loss=1%");
    assertThat(value.exitCode()).isEqualTo(2);
    assertThat(value.err()).contains("a link comes first");
  }
}
