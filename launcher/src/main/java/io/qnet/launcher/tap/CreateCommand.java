package io.qnet.launcher.tap;

import io.qnet.tap.network.DeviceRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qnet tap create}. */
@Command(
    name = "create",
    header = "a TAP device that stays",
    customSynopsis = {
      "qnet tap create DEVICE [--owner USER] [--group GROUP] [--multi-queue] [--mtu OCTETS]",
      "                         [--netns NAME] [--bridge NAME] [--script FILE] [--downscript FILE]"
    },
    description = {
      "Makes a TAP device that is there until it is deleted, and brings it up. Its owner can then"
          + " use it without privilege: with QEMU's -netdev tap,ifname=, or with --port tap: of"
          + " qnet."
    },
    footer = {
      "  sudo qnet tap create tap0 --owner $USER --bridge lab",
      "  qemu-system-x86_64 ... -netdev tap,id=n0,ifname=tap0,script=no,downscript=no",
      "  sudo qnet tap create tap1 --script /etc/qemu-ifup --downscript /etc/qemu-ifdown",
      "  sudo qnet tap delete tap0",
      "",
      "Files:",
      "  /var/lib/qnet/tap/DEVICE.journal, or DEVICE@NETNS.journal"
    })
final class CreateCommand implements Callable<Integer> {
  private final HostChanges changes;

  @Mixin private CreateWords words = new CreateWords();

  CreateCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    DeviceRequest request = words.request(changes.terminal());
    return changes.apply(
        request,
        request.name()
            + ": to plug in: -netdev tap,id=net0,ifname="
            + request.device()
            + ",script=no,downscript=no");
  }
}
