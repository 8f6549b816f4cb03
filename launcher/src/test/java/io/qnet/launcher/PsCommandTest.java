package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of what runs, for people and for programs. */
@DisplayName("qnet ps")
class PsCommandTest {
  private final Path runtime;

  PsCommandTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @Test
  @DisplayName("nothing runs: a head line, an empty array")
  void nothing() {
    assertThat(Invocation.of(runtime, "ps").out()).matches("NAME +VERB +PID +STARTED +PORT\n");
    assertThat(Invocation.of(runtime, "ps", "-o", "json").out().strip()).isEqualTo("[ ]");
  }

  @Test
  @DisplayName("a line each, by name; what is not ready says so")
  void table() throws Exception {
    claim("b", null);
    claim("a", "stream:/run/a.sock");

    List<String> lines = Invocation.of(runtime, "ps", "-o", "table").out().lines().toList();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith("a ").endsWith("  stream:/run/a.sock");
    assertThat(lines.get(2)).startsWith("b ").endsWith("  (starting)");
  }

  @Test
  @DisplayName("JSON: these fields, in one document")
  void json() throws Exception {
    claim("a", "stream:/run/a.sock");
    claim("b", null);

    JsonNode all = new ObjectMapper().readTree(Invocation.of(runtime, "ps", "-o", "json").out());

    assertThat(all).hasSize(2);
    JsonNode a = all.get(0);
    List<String> fields = new ArrayList<>();
    a.fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactly("name", "verb", "pid", "startTime", "startedAt", "port", "qemu");
    assertThat(a.get("name").asText()).isEqualTo("a");
    assertThat(a.get("verb").asText()).isEqualTo("user");
    assertThat(a.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(a.get("startTime").isIntegralNumber()).isTrue();
    assertThat(Instant.parse(a.get("startedAt").asText())).isBefore(Instant.now().plusSeconds(1));
    assertThat(a.get("port").asText()).isEqualTo("stream:/run/a.sock");
    assertThat(a.get("qemu").asText()).startsWith("-netdev stream,id=net0,server=off,");
    assertThat(all.get(1).get("port").isNull()).isTrue();
    assertThat(all.get(1).get("qemu").isNull()).isTrue();
  }

  private void claim(String name, @Nullable String port) throws Exception {
    RunDirectory directory =
        RunRoot.of(Map.of("XDG_RUNTIME_DIR", runtime.toString())).claim(name, "user");
    if (port != null) {
      directory.ready(PortSpec.parse(port, runtime));
    }
  }
}
