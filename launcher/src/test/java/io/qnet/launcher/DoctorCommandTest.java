package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
  @DisplayName("--text is never taken apart, whatever it begins with")
  void whole() {
    for (String message :
        List.of(
            "-netdev tap,id=n0: could not configure /dev/net/tun (tap0): Operation not permitted",
            "-netdev vde,id=n0: Could not open vde: No such file or directory",
            "-netdev user,id=n: Could not set up host forwarding rule 'tcp::2222-:22'")) {
      Invocation run = Invocation.of(runtime, "doctor", "--text", message);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains(message);
    }
  }

  @Test
  @DisplayName("what /proc/sys says is told whole")
  void evidence() throws Exception {
    String file = "/proc/sys/net/ipv4/ping_group_range";
    Process cat = new ProcessBuilder("cat", file).start();
    String range = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(Invocation.of(runtime, "doctor").out())
        .contains("ping_group_range is " + range.strip().replaceAll("\\s+", " "));
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
