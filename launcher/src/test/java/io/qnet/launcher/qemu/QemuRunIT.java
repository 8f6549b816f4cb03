package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The life and death of a QEMU process. */
@Tag("qemu")
class QemuRunIT {

  @BeforeEach
  void needsQemu() {
    assumeTrue(
        Program.find("qemu-system-x86_64", System.getenv()).isPresent(),
        "qemu-system-x86_64 is not installed: nothing was started");
  }

  @Test
  @DisplayName("closing a run ends the process")
  void closes() throws Exception {
    QemuRun run = QemuRun.start(QemuCommand.of(Qemu.find()));
    ProcessHandle process = ProcessHandle.of(run.pid()).orElseThrow();
    assertThat(process.isAlive()).isTrue();
    run.close();
    assertThat(process.isAlive()).isFalse();
    run.close();
  }

  @Test
  @DisplayName("a machine that prints nothing is an error that has the command in it")
  void silent() throws Exception {
    try (QemuRun run = QemuRun.start(QemuCommand.of(Qemu.find()).extra("-S"))) {
      assertThatThrownBy(() -> run.await("login:", Duration.ofMillis(50)))
          .isInstanceOf(QemuException.class)
          .hasMessageContaining("did not print \"login:\" within 0.05 s")
          .hasMessageContaining("-machine q35");
      assertThatThrownBy(() -> run.awaitExit(Duration.ofMillis(50)))
          .isInstanceOf(QemuException.class)
          .hasMessageContaining("did not power off");
      assertThat(run.alive()).isTrue();
    }
  }

  @Test
  @DisplayName("kill -9 of the JVM kills its QEMU; the end of the starting thread does not")
  void noOrphan() throws Exception {
    assumeTrue(QemuRun.guarded(), "setpriv of util-linux is not there: orphans are possible");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                OrphanProgram.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle qemu = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      jvm.getOutputStream().write('\n');
      jvm.getOutputStream().flush();
      assertThat(out.readLine()).isEqualTo("alive");

      jvm.destroyForcibly().waitFor();

      assertThat(qemu.onExit()).succeedsWithin(Duration.ofSeconds(60));
    } finally {
      jvm.destroyForcibly();
    }
  }
}
