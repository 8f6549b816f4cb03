package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.guest.Architecture;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.qemu.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest for a processor that this host has not. */
@Tag("qemu")
@Timeout(600)
class ForeignGuestIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  @Test
  @DisplayName("qnet run --arch aarch64: the micro-guest boots, has its lease, and powers off")
  void aarch64() throws Exception {
    assumeTrue(
        Program.find("qemu-system-aarch64", System.getenv()).isPresent(),
        "SKIPPED: no qemu-system-aarch64 on this host; apt-get install qemu-system-arm");
    MicroGuest guest = guest();
    try (QnetProcess vm =
        QnetProcess.start(
            folder,
            "run",
            "--arch",
            "aarch64",
            "--text",
            "--nic",
            "virtio-net-pci",
            "--kernel",
            guest.kernel().toString(),
            "--initrd",
            guest.initramfs().toString(),
            "--append",
            "quiet")) {
      vm.await("guest:~# ", PATIENCE);
      vm.type("dhcp eth0; uname -m; wget -q -O - http://10.0.2.2:1/; echo =$?\n");
      assertThat(vm.await("=1\r\n", PATIENCE)).contains("ip=10.0.2.15", "aarch64\r\n");
      vm.type("poweroff -f\n");
      assertThat(vm.end(PATIENCE)).as(vm.err()).isZero();
    }
  }

  @Test
  @DisplayName("without a kernel, aarch64 has UEFI, which looks for one on the disk")
  void firmware() throws Exception {
    assumeTrue(
        Program.find("qemu-system-aarch64", System.getenv()).isPresent()
            && Files.exists(Path.of("/usr/share/qemu-efi-aarch64/QEMU_EFI.fd")),
        "SKIPPED: no UEFI for aarch64; apt-get install qemu-system-arm qemu-efi-aarch64");
    String disk = folder.resolve("d.qcow2").toString();
    Program.of("qemu-img", "create", "-q", "-f", "qcow2", disk, "1M").require();
    try (QnetProcess vm =
        QnetProcess.start(folder, "run", "--arch", "aarch64", "--text", "--disk", disk)) {
      vm.await("BdsDxe: starting ", PATIENCE);
    }
  }

  @Test
  @DisplayName("a CD for arm64 starts with --arch aarch64 --text, on a SCSI drive; a PC refuses it")
  void installer() throws Exception {
    assumeTrue(
        Program.find("qemu-system-aarch64", System.getenv()).isPresent()
            && Program.find("xorriso", System.getenv()).isPresent(),
        "SKIPPED: no qemu-system-aarch64 or xorriso; apt-get install qemu-system-arm xorriso");
    MicroGuest guest = guest();
    Path files = Files.createDirectories(folder.resolve("cd/install.a64"));
    Files.copy(guest.kernel(), files.resolve("vmlinuz"));
    Files.copy(guest.initramfs(), files.resolve("initrd.gz"));
    String cd = folder.resolve("a,64.iso").toString();
    Program.of("xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", cd, folder + "/cd").require();

    try (QnetProcess pc = QnetProcess.start(folder, "run", "--text", "--cdrom", cd)) {
      assertThat(pc.end(PATIENCE)).isEqualTo(2);
      assertThat(pc.err())
          .contains("the kernel of a,64.iso is for aarch64", "qnet run --arch aarch64");
    }
    try (QnetProcess vm =
        QnetProcess.start(folder, "run", "--arch", "aarch64", "--text", "--cdrom", cd)) {
      vm.await("guest:~# ", PATIENCE);
      vm.type("cat /sys/bus/pci/devices/*/class; echo =$?\n");
      assertThat(vm.await("=0\r\n", PATIENCE)).contains("0x010000\r\n"); // a SCSI controller
      vm.type("poweroff -f\n");
      assertThat(vm.end(PATIENCE)).as(vm.err()).isZero();
    }
  }

  private static MicroGuest guest() throws Exception {
    return new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println)
        .of(Architecture.AARCH64)
        .ensure();
  }
}
