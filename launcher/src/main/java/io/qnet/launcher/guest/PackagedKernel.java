package io.qnet.launcher.guest;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The distribution's kernel, out of its package. Debian: linux-image-amd64, which depends on the
 * real one (its "cloud" flavour has no e1000). Ubuntu: linux-image-generic, whose real package
 * depends on the one with the modules.
 */
final class PackagedKernel {
  /** Of 400 MB these are what the guest may want; the rest is not even written to disk. */
  private static final Pattern TAKEN =
      Pattern.compile(
          "(usr/)?lib/modules/[^/]+/(modules\\.builtin|kernel/(net|lib|crypto|fs(?=/(ext4|jbd2|mbcache))"
              + "|drivers/(net(?!/wireless)|block|virtio|ptp|pps|i2c|dca|char/hw_random))/.*\\.ko[.a-z]*)|boot/vmlinuz-[^/]+");

  private final Apt apt;
  private List<Apt.Candidate> packages = List.of();

  private PackagedKernel(Apt apt) {
    this.apt = apt;
  }

  /** Finds the packages in {@code apt}'s lists, after fetching new lists if need be. */
  static PackagedKernel resolve(Apt apt) throws IOException, InterruptedException {
    PackagedKernel kernel = new PackagedKernel(apt);
    kernel.packages = kernel.find();
    if (kernel.packages.isEmpty() && !apt.refreshed()) {
      apt.refresh();
      kernel.packages = kernel.find();
    }
    if (kernel.packages.isEmpty()) {
      throw Apt.unknown(String.join(" or ", apt.processor().kernels()));
    }
    return kernel;
  }

  /** Package and version. */
  String identity() {
    return packages.get(0).file();
  }

  /** Downloads the packages and takes out what a guest needs, into {@code folder}. */
  KernelFiles fetch(Path folder) throws IOException, InterruptedException {
    List<Path> files;
    try {
      files = download();
    } catch (IOException gone) {
      if (apt.refreshed()) {
        throw gone;
      }
      apt.refresh();
      packages = resolve(apt).packages;
      files = download();
    }
    for (Path file : files) {
      Program.of("dpkg-deb", "--fsys-tarfile", file.toString())
          .within(Duration.ofMinutes(5))
          .require(tar -> extract(tar, folder));
      Files.delete(file);
    }
    Path boot = folder.resolve("boot");
    if (!Files.isDirectory(boot)) {
      throw new IOException("package " + identity() + " has no kernel in /boot");
    }
    try (Stream<Path> kernels = Files.list(boot)) {
      Path vmlinuz = kernels.findFirst().orElseThrow();
      String release = vmlinuz.getFileName().toString().substring("vmlinuz-".length());
      return new KernelFiles(
          release, identity(), vmlinuz, folder.resolve("lib/modules").resolve(release));
    }
  }

  private List<Path> download() throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    for (Apt.Candidate candidate : packages) {
      files.add(apt.download(candidate));
    }
    return files;
  }

  private List<Apt.Candidate> find() throws IOException, InterruptedException {
    for (String meta : apt.processor().kernels()) {
      Optional<String> image = firstDependency(meta, "linux-image-");
      Optional<Apt.Candidate> real =
          image.isPresent() ? apt.candidate(image.get()) : Optional.empty();
      if (real.isPresent()) {
        List<Apt.Candidate> found = new ArrayList<>(List.of(real.get()));
        Optional<String> modules = firstDependency(image.get(), "linux-modules-");
        if (modules.isPresent()) {
          apt.candidate(modules.get()).ifPresent(found::add);
        }
        return found;
      }
    }
    return List.of();
  }

  private Optional<String> firstDependency(String name, String prefix)
      throws IOException, InterruptedException {
    return apt.depends(name).stream().filter(other -> other.startsWith(prefix)).findFirst();
  }

  private static void extract(InputStream stream, Path folder) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(stream);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      String name =
          entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
      if (entry.isFile() && TAKEN.matcher(name).matches() && !name.contains("..")) {
        Path target = folder.resolve(name.startsWith("usr/") ? name.substring(4) : name);
        Files.createDirectories(target.getParent());
        Files.copy(tar, target);
      }
    }
  }
}
