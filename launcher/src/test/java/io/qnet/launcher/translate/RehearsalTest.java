package io.qnet.launcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A QEMU that does not quit. */
@DisplayName("A rehearsal")
@Timeout(120)
class RehearsalTest {
  @Test
  @DisplayName("that is interrupted leaves no process")
  void interrupted(@TempDir Path folder) throws Exception {
    Path told = folder.resolve("told");
    Process fifo = new ProcessBuilder("mkfifo", told.toString()).start();
    assertThat(fifo.waitFor()).isZero();
    Path program = folder.resolve("qemu");
    Files.writeString(program, "#!/bin/sh\necho $$ >'" + told + "'\nexec sleep 600\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Rehearsal rehearsal = new Rehearsal(new Qemu(program, new QemuVersion(7, 2, 0)));
    CompletableFuture<Throwable> how = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                how.completeExceptionally(
                    new AssertionError("accepted: " + rehearsal.of(List.of())));
              } catch (IOException | InterruptedException e) {
                how.complete(e);
              }
            });
    thread.start();
    try (BufferedReader pid = Files.newBufferedReader(told)) {
      ProcessHandle qemu = ProcessHandle.of(Long.parseLong(pid.readLine())).orElseThrow();
      thread.interrupt();
      assertThat(how.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      assertThat(qemu.onExit()).succeedsWithin(Duration.ofSeconds(60));
    }
  }
}
