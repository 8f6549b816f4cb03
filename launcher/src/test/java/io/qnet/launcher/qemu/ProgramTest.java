package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the host, run to their end. */
class ProgramTest {

  @Test
  @DisplayName("status, output and errors come back apart")
  void result() throws Exception {
    Program.Result result = Program.of("sh", "-c", "echo out; echo err >&2; exit 4").run();
    assertThat(result.status()).isEqualTo(4);
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err");
    assertThat(result.ok()).isFalse();
  }

  @Test
  @DisplayName("it speaks English, has no input, and runs where it is told")
  void surroundings(@TempDir Path folder) throws Exception {
    String out = Program.of("sh", "-c", "echo $LC_ALL; cat; pwd").in(folder).require();
    assertThat(out).isEqualTo("C\n" + folder.toRealPath() + "\n");
  }

  @Test
  @DisplayName("a failure is an error that has its words in it")
  void failure() {
    assertThatThrownBy(() -> Program.of("sh", "-c", "echo no such thing >&2; exit 2").require())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exit status 2: no such thing");
    assertThatThrownBy(() -> Program.of("/does/not/exist").run()).isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("one that takes too long is killed with its children, and says so")
  void limit() {
    Program slow = Program.of("sh", "-c", "sleep 60; true").within(Duration.ofMillis(50));
    assertThatThrownBy(slow::run)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("killed, because it took more than 50 ms");
  }

  @Test
  @DisplayName("output nobody read does not block it, errors beyond 64 KiB are forgotten")
  void muchOutput() throws Exception {
    Program.Result result =
        Program.of(
                "sh", "-c", "head -c 200000 /dev/zero; head -c 200000 /dev/zero | tr '\\0' x >&2")
            .run(in -> assertThat(in.read()).isZero());
    assertThat(result.ok()).isTrue();
    assertThat(result.err()).hasSize(64 * 1024);
  }

  @Test
  @DisplayName("programs are found on the PATH, folders are not")
  void find() {
    assertThat(Program.find("sh", System.getenv())).isPresent();
    assertThat(Program.find("no-such-program", System.getenv())).isEmpty();
    assertThat(Program.find("bin", Map.of("PATH", "/usr"))).isEmpty();
  }
}
