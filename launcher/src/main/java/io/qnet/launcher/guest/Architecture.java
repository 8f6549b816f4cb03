package io.qnet.launcher.guest;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.qemu.Machine;
import java.util.Arrays;
import java.util.List;

/** The processors that there are guests for. */
public enum Architecture {
  /** That of PCs. */
  X86_64(
      "x86_64", "amd64", Machine.Q35, "linux-image-amd64 linux-image-generic linux-image-virtual"),
  /** That of QEMU's board virt. Ubuntu's archive for it is another server than a PC's. */
  AARCH64("aarch64", "arm64", Machine.VIRT, "linux-image-arm64 linux-image-generic");

  private final String qemu;
  private final String debian;
  private final Machine machine;
  private final String kernels;

  Architecture(String qemu, String debian, Machine machine, String kernels) {
    this.qemu = qemu;
    this.debian = debian;
    this.machine = machine;
    this.kernels = kernels;
  }

  /**
   * That of {@code qemu-system-NAME}.
   *
   * @throws Failure if there is no guest for it
   */
  public static Architecture of(String name) {
    List<String> names = Arrays.stream(values()).map(Architecture::qemu).toList();
    return Arrays.stream(values())
        .filter(processor -> processor.qemu.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.usage(
                    "there is no guest for --arch " + name,
                    "nothing was started",
                    Nearest.hint(name, names)));
  }

  /** QEMU's name of it. */
  public String qemu() {
    return qemu;
  }

  /** The QEMU that has this processor. */
  public String program() {
    return "qemu-system-" + qemu;
  }

  /** The board that its guest is started on. */
  public Machine machine() {
    return machine;
  }

  /** The packages that depend on its kernel, the best first. */
  List<String> kernels() {
    return List.of(kernels.split(" ", -1));
  }

  /** Whether programs for it run on this host. */
  boolean isOfThisHost() {
    String host = System.getProperty("os.arch");
    return host.equals(debian) || host.equals(qemu);
  }

  /** Words for apt that make it look for packages of this processor, whatever the host's is. */
  List<String> aptWords() {
    return isOfThisHost()
        ? List.of()
        : List.of(
            "-o",
            "APT::Architecture=" + debian,
            "-o",
            "APT::Architectures=" + debian,
            "-o",
            "Dir::State::status=/dev/null");
  }
}
