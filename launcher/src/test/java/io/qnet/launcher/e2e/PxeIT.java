package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.GuestRun;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Machine;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.qemu.QemuRun;
import io.qnet.launcher.qemu.RealQemu;
import io.qnet.launcher.user.UserSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine without a disk: its card's iPXE asks for an address and a file, and starts that. */
@Tag("qemu")
@Timeout(600)
class PxeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  @DisplayName("an e1000's ROM boots a script, a kernel and its ramdisk by DHCP and TFTP")
  void bootsFromTheNetwork() throws Exception {
    RealQemu.need();
    assumeTrue(
        Files.exists(Path.of("/usr/lib/ipxe/qemu/pxe-e1000.rom")),
        "SKIPPED: no boot ROM for the e1000; apt-get install ipxe-qemu");
    MicroGuest guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
    Path root = Files.createDirectory(folder.resolve("tftp"));
    Files.copy(guest.packedKernel(), root.resolve("vmlinuz"));
    Overlay.script("cat /proc/cmdline").append(guest.initramfs(), root.resolve("initrd"));
    Files.writeString(
        root.resolve("lab.ipxe"),
        """
        #!ipxe
        kernel vmlinuz initrd=initrd console=ttyS0 quiet panic=-1 started=by-${net0/next-server}
        initrd initrd
        boot
        """);
    Path capture = folder.resolve("pxe.pcapng");
    StringBuilder said = new StringBuilder();
    try (UserSegment segment =
            Segment.at(folder.resolve("net0.sock"), capture, "bootfile=lab.ipxe,tftp=" + root);
        QemuRun machine =
            QemuRun.start(
                QemuCommand.of(Qemu.find())
                    .machine(Machine.PC)
                    .nic(Nic.of(segment.port().netdev("net0")))
                    .extra("-boot", "n"),
                line -> said.append(line).append('\n'))) {
      machine.await(GuestRun.END + "0", PATIENCE);
    }
    assertThat(said).contains("started=by-10.0.2.2");
    Captures.readable(capture);
  }
}
