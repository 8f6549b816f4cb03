package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding QEMU, and what is said when it is not there. */
class QemuTest {
  private static final String NAME = "qemu-system-nowhere";

  private final Path bin;

  QemuTest(@TempDir Path bin) {
    this.bin = bin;
  }

  @Test
  @DisplayName("the version is read from what it prints")
  void version() throws Exception {
    program("echo 'QEMU emulator version 10.1.3 (Debian 1:10.1.3+ds-1)'");
    Qemu qemu = find();
    assertThat(qemu.program()).isEqualTo(bin.resolve(NAME));
    assertThat(qemu.version()).isEqualTo(new QemuVersion(10, 1, 3)).hasToString("10.1.3");
    assertThat(qemu.version().atLeast(10, 1)).isTrue();
    assertThat(qemu.version().atLeast(7, 2)).isTrue();
    assertThat(qemu.version().atLeast(10, 2)).isFalse();
    assertThat(qemu.version().atLeast(11, 0)).isFalse();
  }

  @Test
  @DisplayName("a missing QEMU is an error with the command that installs it")
  void missing() {
    assertThatThrownBy(this::find)
        .isInstanceOfSatisfying(
            MissingProgramException.class,
            e -> assertThat(e.remedy()).isEqualTo("apt-get install qemu-system-misc"))
        .hasMessage(
            "qemu-system-nowhere is not installed: no machine can be started; "
                + "to get it: apt-get install qemu-system-misc");
  }

  @Test
  @DisplayName("a program that is no QEMU is an error, and so is one that fails")
  void noQemu() throws Exception {
    program("echo hello");
    assertThatThrownBy(this::find).hasMessageContaining("prints no version of QEMU but \"hello\"");
    program("echo broken >&2; exit 3");
    assertThatThrownBy(this::find)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exit status 3: broken");
  }

  private Qemu find() throws IOException, InterruptedException {
    return Qemu.find(NAME, Map.of("PATH", bin.toString()));
  }

  private void program(String script) throws IOException {
    Path file = bin.resolve(NAME);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
