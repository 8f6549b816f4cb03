package io.qnet.launcher.vm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * UEFI for QEMU's board virt with an ARM of 64 bits: it has no firmware of its own, without which
 * nothing starts from a disk or a CD.
 */
final class Firmware {
  /** Where Debian, Fedora, and QEMU itself put it. */
  private static final List<String> PLACES =
      List.of(
          "usr/share/qemu-efi-aarch64/QEMU_EFI.fd",
          "usr/share/edk2/aarch64/QEMU_EFI.fd",
          "usr/share/qemu/edk2-aarch64-code.fd");

  private final Path root;

  /**
   * As it is installed.
   *
   * @param root where the file system begins
   */
  Firmware(Path root) {
    this.root = root;
  }

  /** Adds it to {@code board}, or to {@code notices} that there is none. */
  void add(List<String> board, List<String> notices) {
    for (String place : PLACES) {
      Path file = root.resolve(place);
      if (Files.isReadable(file)) {
        board.addAll(List.of("-bios", file.toString()));
        return;
      }
    }
    notices.add(
        "there is no UEFI for aarch64 on this host: nothing starts from a disk or a CD; type:"
            + " apt-get install qemu-efi-aarch64, or give a kernel: --kernel FILE");
  }
}
