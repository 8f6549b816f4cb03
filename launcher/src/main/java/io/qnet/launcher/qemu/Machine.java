package io.qnet.launcher.qemu;

/**
 * The board that a machine is built on. {@link #Q35} boots the micro-guest with an e1000 fastest of
 * those that have a PCI bus.
 */
public enum Machine {
  /** Intel 440FX, 1996: PCI; cards can be plugged while it runs. */
  PC("pc"),
  /** Intel Q35, 2007: PCI Express; its root takes no hot-plug. */
  Q35("q35"),
  /**
   * No PCI, virtio over MMIO only: the card has to be virtio-net-device. Half a second faster, but
   * for a quiet host: Linux can measure its clock against the PIT only here, and where that fails
   * (a busy host, TCG) it hangs before its first line.
   */
  MICROVM("microvm");

  private final String word;

  Machine(String word) {
    this.word = word;
  }

  /** What QEMU calls it. */
  public String word() {
    return word;
  }
}
