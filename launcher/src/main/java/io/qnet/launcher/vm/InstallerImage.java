package io.qnet.launcher.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
   * Copies kernel and ramdisk of {@code cd} into {@code folder}, unless they are there; empty if it
   * is no CD that is known.
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
          String stem = stem(cd);
          Path kernel = keep(files, layout.kernel, folder, stem + ".kernel");
          Path initrd = keep(files, layout.initrd, folder, stem + ".initrd");
          String append = layout.before + "console=" + console + layout.after;
          return Optional.of(new Found(layout.system, kernel, initrd, append));
        }
      }
    }
    return Optional.empty();
  }

  /** No two CDs have one, not even of one name: where it is, how long, and of when. */
  private static String stem(Path cd) throws IOException {
    String which = cd.toRealPath() + " " + Files.size(cd) + " " + Files.getLastModifiedTime(cd);
    return cd.getFileName() + "-" + UUID.nameUUIDFromBytes(which.getBytes(StandardCharsets.UTF_8));
  }

  /** Whole or not at all: another machine may be starting from it. */
  private static Path keep(Iso9660 files, String path, Path folder, String name)
      throws IOException {
    Path target = folder.resolve(name);
    if (!Files.exists(target)) {
      Path part = Files.createTempFile(folder, "", ".part");
      try {
        files.copy(path, part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return target;
  }
}
