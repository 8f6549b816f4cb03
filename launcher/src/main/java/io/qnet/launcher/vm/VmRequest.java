package io.qnet.launcher.vm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine as it was asked for, word for word.
 *
 * @param arch its processor, as in QEMU's name: x86_64
 * @param accel auto, kvm or tcg
 * @param memory MiB, or with M or G behind it
 * @param smp processors
 * @param storage what it starts from
 * @param screen what it is seen by
 * @param nets one for each card; empty for the default, {@code user}
 * @param nics cards: one for all, or one for each net
 * @param extra QEMU's own words, at the end
 */
public record VmRequest(
    String arch,
    String accel,
    String memory,
    String smp,
    Storage storage,
    Screen screen,
    List<String> nets,
    List<String> nics,
    List<String> extra) {
  /** Keeps copies of its own. */
  public VmRequest {
    nets = List.copyOf(nets);
    nics = List.copyOf(nics);
    extra = List.copyOf(extra);
  }

  /**
   * What it starts from.
   *
   * @param disks files, each with options behind a comma
   * @param cdrom an image
   * @param boot c, d or n
   * @param snapshot whether what it writes is thrown away
   * @param kernel an image that is started directly
   * @param initrd its ramdisk
   * @param append its command line
   */
  public record Storage(
      List<String> disks,
      @Nullable String cdrom,
      @Nullable String boot,
      boolean snapshot,
      @Nullable String kernel,
      @Nullable String initrd,
      @Nullable String append) {
    /** Keeps a copy of its own. */
    public Storage {
      disks = List.copyOf(disks);
    }
  }

  /**
   * What it is seen by.
   *
   * @param keyboard a layout of QEMU's
   * @param vga a graphics card
   * @param display a window or a server; null for the best there is
   * @param text whether it is used without a screen, by its serial line
   * @param web whether the screen is on a page of ours
   */
  public record Screen(
      @Nullable String keyboard,
      @Nullable String vga,
      @Nullable String display,
      boolean text,
      boolean web) {}
}
