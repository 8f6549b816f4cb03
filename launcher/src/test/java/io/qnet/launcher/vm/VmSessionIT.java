package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.doctor.Symptoms;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuFeatures;
import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.qemu.RealQemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose API cannot open: its file's place is taken. */
@Tag("qemu")
@Timeout(600)
@DisplayName("A machine without an API")
class VmSessionIT {
  private final Path folder;

  VmSessionIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @DisplayName("whose screen is on a page alone is ended, with the reason and exit code 1")
  void unseen() throws Exception {
    RealQemu.need();
    Files.createDirectories(folder.resolve("api.json/taken"));
    QemuVersion version = new QemuVersion(7, 2, 0);
    Set<String> none = Set.of();
    VmPlan plan =
        new VmPlan(
            Qemu.find(),
            new QemuFeatures(version, none, Map.of(), none, none, none, none),
            "vm1",
            List.of("-nodefaults", "-machine", "pc", "-accel", "tcg", "-m", "64", "-vga", "std"),
            List.of(),
            List.of(),
            false,
            true,
            List.of(),
            List.of());
    CompletableFuture<VmSession.Ready> ready = new CompletableFuture<>();
    try (VmSession session =
        new VmSession(
            plan,
            folder,
            Duration.ofSeconds(60),
            new VmSession.Company(
                text -> {},
                notice -> {},
                plugs -> {},
                null,
                Symptoms.ofThisMachine(Map.of("PATH", "/nowhere"))))) {
      Failure failure = catchThrowableOfType(Failure.class, () -> session.run(ready::complete));
      assertThat(failure).hasMessageStartingWith("the page with the screen does not open: ");
      assertThat(failure.exitCode()).isEqualTo(1);
      assertThat(failure.remedy()).contains("--display vnc=:0");
    }
    assertThat(ready).as("nobody could see it: it was never ready").isNotDone();
    assertThat(
            ProcessHandle.current().descendants().map(child -> child.info().command().orElse("")))
        .noneMatch(command -> command.contains("qemu"));
  }
}
