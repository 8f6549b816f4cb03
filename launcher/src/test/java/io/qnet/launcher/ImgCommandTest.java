package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from the command line to the disk, and what a signal leaves behind. */
@DisplayName("qnet img on the command line")
class ImgCommandTest {
  private final Path folder;

  ImgCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @DisplayName("makes a disk; errors have exit codes; help is picocli's")
  void commandLine() {
    assertThat(Invocation.of(folder, "img", "create", "-f", "qcow2", "a", "1M").exitCode())
        .isZero();
    assertThat(folder.resolve("a")).isRegularFile();
    assertThat(Invocation.of(folder, "img", "create", "a", "1M").exitCode()).isEqualTo(1);
    Invocation wrong = Invocation.of(folder, "img", "crate", "a", "1M");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("did you mean create?");
    assertThat(Invocation.of(folder, "img").exitCode()).isEqualTo(2);
    assertThat(Invocation.of(folder, "img", "create", "--help").out()).startsWith("qnet img - ");
  }

  @Timeout(120)
  @ParameterizedTest
  @DisplayName("a conversion that is interrupted exits with 130 and leaves no half file")
  @ValueSource(strings = {"INT", "TERM"})
  void interrupted(String signal) throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path slow = bin.resolve("qemu-img");
    Files.writeString(
        slow,
        "#!/bin/sh\n[ \"$1\" = convert ] || exec /usr/bin/qemu-img \"$@\"\n"
            + "for last; do :; done; echo half > \"$last\"; echo half > "
            + folder.resolve("begun")
            + "; exec sleep 600\n");
    Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.write(folder.resolve("disk"), new byte[4096]);
    new ProcessBuilder("mkfifo", folder.resolve("begun").toString()).start().waitFor();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-cp",
            classes,
            Main.class.getName(),
            "img",
            "convert",
            "-f",
            "raw",
            "disk",
            "new");
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    Process process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    assertThat(Files.readString(folder.resolve("begun"))).isEqualTo("half\n"); // a pipe: waits
    new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("no half image is left behind");
    assertThat(process.exitValue()).isEqualTo(130);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("bin", "begun", "disk");
    }
  }
}
