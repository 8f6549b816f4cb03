package io.qnet.launcher.qemu;

/**
 * The board that a machine is built on. {@link #Q35} boots the micro-guest with an e1000 fastest of
 * those that have a PCI bus.
 */
public enum Machine {
  /** Intel 440FX, 1996: PCI; cards can be plugged while it runs. */
  PC("pc", "", "ttyS0"),
  /** Intel Q35, 2007: PCI Express; its root takes no hot-plug. */
  Q35("q35", "", "ttyS0"),
  /**
   * No PCI, virtio over MMIO only: the card has to be virtio-net-device. Half a second faster, but
   * for a quiet host: Linux can measure its clock against the PIT only here, and where that fails
   * (a busy host, TCG) it hangs before its first line.
   */
  MICROVM("microvm", "", "ttyS0"),
  /**
   * QEMU's own, for processors that no PC has, such as ARM's: PCI Express. Its default processor is
   * one of 32 bits.
   */
  VIRT("virt", "max", "ttyAMA0");

  private final String word;
  private final String processor;
  private final String console;

  Machine(String word, String processor, String console) {
    this.word = word;
    this.processor = processor;
    this.console = console;
  }

  /** What QEMU calls it. */
  public String word() {
    return word;
  }

  /** The processor to emulate on it, as QEMU calls it; empty: QEMU's default is a good one. */
  public String processor() {
    return processor;
  }

  /** What Linux calls its first serial line. */
  public String console() {
    return console;
  }
}
