package io.qnet.launcher.bench;

import io.qnet.bench.guest.Machines;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.GuestRun;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Boots micro-guests with a virtio card, under TCG. */
public final class MicroGuests implements Machines {
  private final GuestBuilder builder;
  private @Nullable MicroGuest guest;

  /** Guests made by {@code builder} when the first is wanted. */
  public MicroGuests(GuestBuilder builder) {
    this.builder = builder;
  }

  @Override
  public List<String> run(Job job) throws IOException, InterruptedException {
    MicroGuest known = guest;
    if (known == null) {
      known = builder.ensure();
      guest = known;
    }
    Qemu installed = Qemu.find();
    Qemu started = new Qemu(wrapper(job, installed.program()), installed.version());
    Overlay overlay =
        Overlay.script(job.script())
            .program("iperf3")
            .file("/usr/bin/" + job.program().getFileName(), job.program());
    QemuCommand machine = QemuCommand.of(started).nic(Nic.of(job.netdev(), Nic.VIRTIO));
    try (GuestRun run = GuestRun.start(known, overlay, machine)) {
      return run.result(job.atMost()).lines();
    }
  }

  /** A script that becomes QEMU, behind the words of the job. */
  private static Path wrapper(Job job, Path qemu) throws IOException {
    Path script = job.scratch().resolve("qemu");
    String words = String.join(" ", job.prefix());
    Files.writeString(script, "#!/bin/sh\nexec " + words + " " + qemu + " \"$@\"\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
