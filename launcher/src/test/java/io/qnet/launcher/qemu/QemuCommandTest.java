package io.qnet.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The words a machine is started with. */
class QemuCommandTest {
  private static final Qemu QEMU = new Qemu(Path.of("/opt/qemu"), new QemuVersion(7, 2, 0));

  @Test
  @DisplayName("a bare machine: nothing but a serial line, and never KVM")
  void bare() {
    assertThat(QemuCommand.of(QEMU).words())
        .containsExactly(
            "/opt/qemu",
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-no-reboot",
            "-machine",
            "q35",
            "-accel",
            "tcg",
            "-m",
            "256",
            "-smp",
            "1",
            "-chardev",
            "stdio,id=serial0,signal=off",
            "-serial",
            "chardev:serial0");
  }

  @Test
  @DisplayName("a machine with everything")
  void full() {
    List<String> words =
        QemuCommand.of(QEMU)
            .machine(Machine.PC)
            .accelerator("tcg,thread=multi")
            .memory(128)
            .processors(2)
            .kernel(Path.of("/k"), Path.of("/i"))
            .append("console=ttyS0", "quiet")
            .append("panic=-1")
            .qmp(Path.of("/run/a,b.sock"))
            .nic(Nic.of("user,restrict=on"))
            .nic(new Nic("stream,id=lan,addr.type=unix,addr.path=/s", Nic.VIRTIO, "52:54:00:0:0:9"))
            .extra("-snapshot")
            .words();
    assertThat(String.join(" ", words))
        .contains("-machine pc -accel tcg,thread=multi -m 128 -smp 2")
        .contains("-kernel /k -initrd /i -append console=ttyS0 quiet panic=-1")
        .contains("-qmp unix:/run/a,,b.sock,server=on,wait=off")
        .contains("-netdev user,id=net0,restrict=on -device e1000,netdev=net0,romfile=")
        .contains("-netdev stream,id=lan,addr.type=unix,addr.path=/s")
        .contains("-device virtio-net-pci,netdev=lan,mac=52:54:00:0:0:9,romfile=")
        .endsWith(" -snapshot");
  }

  @Test
  @DisplayName("a card keeps its boot ROM unless the kernel is given, and none is asked of MMIO")
  void bootRom() {
    assertThat(Nic.of("user").words(1, true))
        .containsExactly("-netdev", "user,id=net1", "-device", "e1000,netdev=net1");
    assertThat(Nic.of("user", Nic.VIRTIO_MMIO).words(0, false))
        .containsExactly("-netdev", "user,id=net0", "-device", "virtio-net-device,netdev=net0");
  }

  @Test
  @DisplayName("a whole -netdev word is taken as well")
  void wholeWord() {
    assertThat(Nic.of("-netdev user,id=u,net=10.9.0.0/24").words(0, true))
        .containsExactly("-netdev", "user,id=u,net=10.9.0.0/24", "-device", "e1000,netdev=u");
  }
}
