package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
   * What was found, to be copied out.
   *
   * @param system whose CD it is
   * @param append the kernel's words
   */
  record Found(String system, CdFile kernel, CdFile initrd, String append) {}

  /**
   * Finds kernel and ramdisk of {@code cd}; empty if it is no CD that is known.
   *
   * @param folder where they are to be copied
   * @param arch the processor they are for, as QEMU calls it
   * @param console the serial line, as the kernel calls it
   * @throws Failure if its kernels are for other processors
   */
  static Optional<Found> find(Path cd, Path folder, String arch, String console)
      throws IOException {
    Optional<Iso9660> image = Iso9660.open(cd);
    if (image.isEmpty()) {
      return Optional.empty();
    }
    Set<String> others = new TreeSet<>();
    try (Iso9660 files = image.get()) {
      for (Layout layout : LAYOUTS) {
        if (layout.fits(files)) {
          String processor =
              KernelHead.processor(files.head(layout.kernel, KernelHead.OCTETS)).orElse(arch);
          if (processor.equals(arch) || (processor + arch).equals("i386x86_64")) {
            return Optional.of(found(layout, cd, folder, console));
          }
          others.add(processor);
        }
      }
    }
    if (!others.isEmpty()) {
      throw foreign(cd, String.join(", ", others), arch);
    }
    return Optional.empty();
  }

  private static Found found(Layout layout, Path cd, Path folder, String console)
      throws IOException {
    Path stem = folder.resolve(stem(cd));
    return new Found(
        layout.system,
        new CdFile(cd, layout.kernel, stem.resolveSibling(stem.getFileName() + ".kernel")),
        new CdFile(cd, layout.initrd, stem.resolveSibling(stem.getFileName() + ".initrd")),
        layout.before + "console=" + console + layout.after);
  }

  private static Failure foreign(Path cd, String processors, String arch) {
    return Failure.usage(
        "the kernel of " + cd.getFileName() + " is for " + processors,
        "a machine with --arch " + arch + " cannot start it",
        "qnet run --arch "
            + processors.replaceFirst(",.*", "")
            + ", with the rest as it was; or take the CD for "
            + arch);
  }

  /** No two CDs have one, not even of one name: where it is, how long, and of when. */
  private static String stem(Path cd) throws IOException {
    String which = cd.toRealPath() + " " + Files.size(cd) + " " + Files.getLastModifiedTime(cd);
    return cd.getFileName() + "-" + UUID.nameUUIDFromBytes(which.getBytes(StandardCharsets.UTF_8));
  }
}
