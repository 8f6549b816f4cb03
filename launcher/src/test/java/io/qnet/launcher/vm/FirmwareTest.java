package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up file systems; a real one is ForeignGuestIT's. */
@DisplayName("UEFI for aarch64")
class FirmwareTest {
  private final List<String> board = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  @Test
  @DisplayName("is QEMU's -bios, from where the distribution has it")
  void found(@TempDir Path root) throws IOException {
    Path file = root.resolve("usr/share/qemu/edk2-aarch64-code.fd");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    new Firmware(root).add(board, notices);
    assertThat(board).containsExactly("-bios", file.toString());
    assertThat(notices).isEmpty();
  }

  @Test
  @DisplayName("is missed aloud, with what to type")
  void missing(@TempDir Path root) {
    new Firmware(root).add(board, notices);
    assertThat(board).isEmpty();
    assertThat(notices.get(0)).contains("nothing starts from a disk", "qemu-efi-aarch64");
  }
}
