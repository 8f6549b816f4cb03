package io.qnet.launcher.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The kernel of an installation CD, to be started directly: a boot loader's menu is on the screen,
 * the serial line sees nothing of it, and the kernel has to be told to use that line.
 */
final class InstallerImage {
  private static final String ALPINE = "modules=loop,squashfs,sd-mod,usb-storage ";

  /** Where the CDs that are known have their kernels, the first that fits. */
  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout("Debian", "install.amd/vmlinuz", "install.amd/initrd.gz", "", " ---"),
          new Layout("Debian", "install.a64/vmlinuz", "install.a64/initrd.gz", "", " ---"),
          new Layout("Debian", "install.386/vmlinuz", "install.386/initrd.gz", "", " ---"),
          new Layout("Debian (mini.iso)", "linux", "initrd.gz", "", " ---"),
          new Layout("Ubuntu", "casper/vmlinuz", "casper/initrd", "", " ---"),
          new Layout("Alpine", "boot/vmlinuz-virt", "boot/initramfs-virt", ALPINE, ""),
          new Layout("Alpine", "boot/vmlinuz-lts", "boot/initramfs-lts", ALPINE, ""));

  private InstallerImage() {}

  private record Layout(String system, String kernel, String initrd, String before, String after) {
    boolean fits(Iso9660 image) throws IOException {
      return image.has(kernel) && image.has(initrd);
    }
  }

  /**
   * What was found and copied out.
   *
   * @param system whose CD it is
   * @param append the kernel's words
   */
  record Found(String system, Path kernel, Path initrd, String append) {}

  /**
   * Copies kernel and ramdisk of {@code cd} into {@code folder}; empty if it is no CD that is
   * known.
   *
   * @param console the serial line, as the kernel calls it
   */
  static Optional<Found> find(Path cd, Path folder, String console) throws IOException {
    Optional<Iso9660> image = Iso9660.open(cd);
    if (image.isEmpty()) {
      return Optional.empty();
    }
    try (Iso9660 files = image.get()) {
      for (Layout layout : LAYOUTS) {
        if (layout.fits(files)) {
          Files.createDirectories(folder);
          String stem = String.valueOf(cd.getFileName());
          Path kernel = folder.resolve(stem + ".kernel");
          Path initrd = folder.resolve(stem + ".initrd");
          files.copy(layout.kernel, kernel);
          files.copy(layout.initrd, initrd);
          String append = layout.before + "console=" + console + layout.after;
          return Optional.of(new Found(layout.system, kernel, initrd, append));
        }
      }
    }
    return Optional.empty();
  }
}
