package io.qnet.launcher.guest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A guest that is built and can be booted.
 *
 * @param folder where it is, in the cache
 * @param release its kernel's {@code uname -r}
 * @param kernelOrigin package and version of the kernel
 * @param busybox version of busybox
 * @param recipe fingerprint of what this build of qnet makes guests with; guests of another recipe
 *     are not used
 * @param unpacked whether the kernel is unpacked; a packed one boots 2.5 s later
 */
public record MicroGuest(
    Path folder,
    String release,
    String kernelOrigin,
    String busybox,
    String recipe,
    boolean unpacked) {
  private static final String FACTS = "guest.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What is written down beside the files. */
  private record Facts(
      String release, String kernelOrigin, String busybox, String recipe, boolean unpacked) {}

  /** For QEMU's {@code -kernel}. */
  public Path kernel() {
    return folder.resolve("vmlinux");
  }

  /** The kernel as distributions install it (bzImage), for boot loaders. */
  public Path packedKernel() {
    return folder.resolve("vmlinuz");
  }

  /** For QEMU's {@code -initrd}, alone or with an overlay behind it. */
  public Path initramfs() {
    return folder.resolve("initramfs.cpio");
  }

  /** Octets of kernel and initramfs together, as QEMU loads them. */
  public long octets() throws IOException {
    return Files.size(kernel()) + Files.size(initramfs());
  }

  /** Reads the guest in {@code folder}; throws if it is not one, or not whole. */
  static MicroGuest load(Path folder) throws IOException {
    Facts facts = JSON.readValue(folder.resolve(FACTS).toFile(), Facts.class);
    MicroGuest guest =
        new MicroGuest(
            folder, facts.release, facts.kernelOrigin, facts.busybox, facts.recipe, facts.unpacked);
    guest.octets();
    Files.size(guest.packedKernel());
    return guest;
  }

  /** Writes its facts beside its files. */
  void save() throws IOException {
    JSON.writeValue(
        folder.resolve(FACTS).toFile(),
        new Facts(release, kernelOrigin, busybox, recipe, unpacked));
  }
}
