package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed, and how it ends. */
@DisplayName("qnet doctor")
class DoctorCommandTest {
  private final Path runtime;

  DoctorCommandTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @Test
  @DisplayName("exit code 1 if and only if a line says no; every flaw comes with its remedy")
  void examine() throws Exception {
    Invocation run = Invocation.of(runtime, "doctor", "-o", "json");
    JsonNode document = new ObjectMapper().readTree(run.out());
    boolean no = false;
    for (JsonNode finding : document.get("findings")) {
      String state = finding.get("state").asText();
      no |= state.equals("no");
      assertThat(state).isIn("ok", "part", "no");
      assertThat(finding.get("evidence").asText()).isNotBlank();
      assertThat(finding.get("remedy").asText().isEmpty()).isEqualTo(state.equals("ok"));
    }
    assertThat(document.get("ok").asBoolean()).isEqualTo(!no);
    assertThat(run.exitCode()).isEqualTo(no ? 1 : 0);
    assertThat(Invocation.of(runtime, "doctor").out())
        .containsPattern("(?m)^(ok|part|no) +qemu ")
        .containsPattern("(?m)^(ok|part|no) +kvm ");
  }

  @Test
  @DisplayName("--text: message, cause, what is so here, fix")
  void text() throws Exception {
    Invocation run = Invocation.of(runtime, "doctor", "--text", "-redir: invalid option");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly("message", "cause", "here", "fix");
    Invocation json =
        Invocation.of(runtime, "doctor", "-o", "json", "--text", "netdev a has no peer");
    assertThat(json.exitCode()).isEqualTo(1);
    json =
        Invocation.of(runtime, "doctor", "-o", "json", "--text", "warning: netdev a has no peer");
    assertThat(new ObjectMapper().readTree(json.out()).get("fix").asText()).contains("netdev=a");
  }

  @Test
  @DisplayName("an unknown message, and wrong words")
  void wrong() {
    Invocation unknown = Invocation.of(runtime, "doctor", "--text", "all is well");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("no line of this text is known");
    assertThat(Invocation.of(runtime, "doctor", "-o", "xml").exitCode()).isEqualTo(2);
  }
}
