package io.qnet.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.cli.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starting once more, in the background. */
@DisplayName("--detach, with a script in place of qnet")
@Timeout(120)
class BackgroundTest {
  private final Path runtime;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  BackgroundTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @Test
  @DisplayName("ready: its line is ours, and exit code 0 although it goes on")
  void ready() throws Exception {
    int code =
        start(
            """
            echo to the log >&2
            echo "ready: -netdev $1"
            exec 1>&-
            """);

    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ready: -netdev some word\n");
    assertThat(err.size()).isZero();
  }

  @Test
  @DisplayName("what people are to know is told, and not the rest of the log")
  void notices() throws Exception {
    int code =
        start(
            """
            echo "qnet: screen: VNC without a password" >&2
            echo "12:00:00.000 INFO Gateway: guest: lease" >&2
            echo "qemu: some words" >&2
            echo "forward: tcp:127.0.0.1:1-:22" >&2
            echo "ready: now"
            exec 1>&-
            """);

    assertThat(code).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("qnet: screen: VNC without a password\nforward: tcp:127.0.0.1:1-:22\n");
  }

  @Test
  @DisplayName("the log of what runs is in its run directory")
  void log() throws Exception {
    int code =
        start(
            """
            echo to the log >&2
            dir=$XDG_RUNTIME_DIR/qnet/x
            mkdir -m 700 "$dir"
            start=$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)
            echo "{\\"pid\\":$$,\\"startTime\\":$start}" >"$dir/run.json"
            mkfifo -m 600 "$dir/stop"
            echo "ready: now"
            read -r stop <"$dir/stop"
            """);

    assertThat(code).isZero();
    Path directory = runtime.resolve("qnet/x");
    assertThat(directory.resolve("log")).hasContent("to the log");
    Files.writeString(directory.resolve("stop"), "stop\n");
  }

  @Test
  @DisplayName("not ready: what it said, and its exit code")
  void fails() throws Exception {
    int code = start("echo 'qnet: no port' >&2; exit 3");

    assertThat(code).isEqualTo(3);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("qnet: no port\n");
    try (var left = Files.list(runtime.resolve("qnet"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @DisplayName("it ended well without ever being ready: that is a failure too")
  void neverReady() throws Exception {
    assertThat(start("exit 0")).isEqualTo(1);
  }

  @Test
  @DisplayName("a signal while it waits: what it started ends, too, and no log is left")
  void interrupted() throws Exception {
    Path script =
        script(
            """
            trap 'echo ended > "$XDG_RUNTIME_DIR/end"; exit 0' TERM
            mkfifo "$XDG_RUNTIME_DIR/end" "$XDG_RUNTIME_DIR/never"
            echo "starting"
            while :; do read -r line <"$XDG_RUNTIME_DIR/never"; done
            """);
    Process waiting =
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BackgroundProgram.class.getName(),
                script.toString(),
                runtime.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = waiting.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("starting");
      new ProcessBuilder("kill", "-INT", "" + waiting.pid()).start().waitFor();
      assertThat(Files.readString(runtime.resolve("end"))).isEqualTo("ended\n");
      assertThat(waiting.waitFor()).isEqualTo(130);
    } finally {
      waiting.destroyForcibly();
    }
    try (var left = Files.list(runtime.resolve("qnet"))) {
      assertThat(left).isEmpty();
    }
  }

  private int start(String body) throws Exception {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("XDG_RUNTIME_DIR", runtime.toString(), "PATH", System.getenv("PATH")),
            runtime,
            script(body));
    return new Background(terminal, RunRoot.of(terminal.variables())).start(List.of("some word"));
  }

  private Path script(String body) throws IOException {
    Path script = runtime.resolve("script");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
