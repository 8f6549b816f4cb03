package io.qnet.launcher.demo;

import io.qnet.launcher.guest.GuestRun;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Machine;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.qemu.QemuRun;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.event.GatewayEvent.FileSent;
import io.qnet.slirp.event.GatewayEvent.LeaseChanged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The steps of a start from the network, while it goes on. */
final class PxeTour {
  /** What the card's program is told to fetch first. */
  static final String LOADER = "lab.ipxe";

  private static final String KERNEL = "vmlinuz";
  private static final String RAMDISK = "initrd";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Narrator narrator;
  private final Qemu qemu;
  private final String netdev;
  private final Chronicle<GatewayEvent> events;

  PxeTour(Narrator narrator, Qemu qemu, String netdev, Chronicle<GatewayEvent> events) {
    this.narrator = narrator;
    this.qemu = qemu;
    this.netdev = netdev;
    this.events = events;
  }

  /** Puts into {@code folder} what {@code guest} starts from; it says who started it, and ends. */
  static void fill(Path folder, MicroGuest guest) throws IOException {
    Files.copy(guest.packedKernel(), folder.resolve(KERNEL));
    Overlay.script("cat /proc/cmdline").append(guest.initramfs(), folder.resolve(RAMDISK));
    Files.writeString(
        folder.resolve(LOADER),
        """
        #!ipxe
        kernel vmlinuz initrd=initrd console=ttyS0 quiet panic=-1 started-by=${net0/next-server}
        initrd initrd
        boot
        """);
  }

  void run() throws IOException, InterruptedException, StepFailure {
    QemuCommand command =
        QemuCommand.of(qemu).machine(Machine.PC).nic(Nic.of(netdev)).extra("-boot", "n");
    narrator.step("power on");
    try (QemuRun machine = QemuRun.start(command)) {
      narrator.fact(await(GatewayEvent.LinkUp.class).sentence() + ".");
      narrator.why("the firmware found no disk; the card brings a program of its own, iPXE.");
      lease();
      loader();
      system(KERNEL, "the kernel, as the distribution packs it.");
      system(RAMDISK, "busybox and a few drivers: all that this system is.");
      linux(machine);
    }
  }

  private void lease() throws InterruptedException, StepFailure {
    narrator.step("lease");
    narrator.fact(await(LeaseChanged.class).sentence() + ".");
    narrator.why(
        "with the address came the name of a file and who has it: \""
            + LOADER
            + "\", of the gateway.");
  }

  private void loader() throws InterruptedException, StepFailure {
    narrator.step("script");
    narrator.fact(file(LOADER).sentence() + ".");
    narrator.why(
        "TFTP: a request to port 69, then block by block from a port of its own, each with its"
            + " acknowledgment. The script says what comes next.");
  }

  private void system(String name, String why) throws InterruptedException, StepFailure {
    narrator.step(name.equals(KERNEL) ? "kernel" : "ramdisk");
    narrator.fact(file(name).sentence() + ".");
    narrator.why(why);
  }

  private void linux(QemuRun machine) throws IOException, InterruptedException {
    narrator.step("linux");
    String line = machine.await("started-by=", PATIENCE).strip();
    String unused = machine.await(GuestRun.END + "0", PATIENCE);
    narrator.fact("\"" + line + "\"");
    narrator.why(
        "that is what the kernel was told, read by its first program: Linux runs, out of a folder"
            + " that it never saw.");
  }

  private FileSent file(String name) throws InterruptedException, StepFailure {
    return events
        .await(
            0,
            event -> event instanceof FileSent sent && sent.name().equals(name) && whole(sent),
            PATIENCE)
        .map(FileSent.class::cast)
        .orElseThrow(() -> new StepFailure("nobody fetched " + name));
  }

  private static boolean whole(FileSent sent) {
    return sent.why().isEmpty();
  }

  private <T extends GatewayEvent> T await(Class<T> kind) throws InterruptedException, StepFailure {
    return events
        .await(0, kind::isInstance, PATIENCE)
        .map(kind::cast)
        .orElseThrow(() -> new StepFailure("nothing came from the machine: no " + kind));
  }
}
