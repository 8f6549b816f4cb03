package io.qnet.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends real signals to a JVM of its own. */
@DisplayName("A long-running verb and signals")
@Timeout(120)
class ForegroundTest {
  @ParameterizedTest(name = "SIG{0}")
  @DisplayName("stops cleanly: the session ends, all is put away, exit code 0")
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void stopsCleanly(String signal) throws Exception {
    Process process = start("clean");
    try (BufferedReader out = reader(process)) {
      assertThat(out.readLine()).isEqualTo("running");
      kill(signal, process);

      assertThat(out.lines()).containsExactly("closed", "put away");
      assertThat(process.waitFor()).isZero();
    }
  }

  @Test
  @DisplayName("a failure while stopping is told, and is exit code 1")
  void failsWhileStopping() throws Exception {
    Process process = start("fail");
    try (BufferedReader out = reader(process)) {
      assertThat(out.readLine()).isEqualTo("running");
      kill("TERM", process);

      assertThat(out.lines().toList())
          .startsWith("closed", "qnet: the capture is incomplete")
          .hasSize(4);
      assertThat(process.waitFor()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("a session that ends by itself: exit code 0, and no hook is left")
  void endsByItself() throws Exception {
    Process process = start("short");
    try (BufferedReader out = reader(process)) {
      assertThat(out.lines()).containsExactly("running", "put away", "returned 0");
      assertThat(process.waitFor()).isEqualTo(7);
    }
  }

  private static Process start(String how) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ForegroundProgram.class.getName(),
            how);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void kill(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
    assertThat(kill.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
