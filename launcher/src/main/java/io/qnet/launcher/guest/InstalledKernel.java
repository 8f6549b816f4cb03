package io.qnet.launcher.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kernel that is installed on this host already: the second choice, for a host without a network.
 * Ubuntu lets only root read the files in /boot.
 */
final class InstalledKernel {
  private static final String PREFIX = "vmlinuz-";

  private InstalledKernel() {}

  /**
   * Finds the newest kernel in {@code boot} that can be read, has its modules in {@code modules},
   * and has the drivers that a guest needs.
   */
  static Optional<KernelFiles> find(Path boot, Path modules, Unpacker unpacker) throws IOException {
    if (!Files.isDirectory(boot)) {
      return Optional.empty();
    }
    List<Path> images;
    try (Stream<Path> all = Files.list(boot)) {
      images =
          all.filter(file -> file.getFileName().toString().startsWith(PREFIX))
              .filter(Files::isReadable)
              .sorted(Comparator.comparing(InstalledKernel::modified).reversed())
              .toList();
    }
    for (Path image : images) {
      String release = image.getFileName().toString().substring(PREFIX.length());
      Path folder = modules.resolve(release);
      if (Files.isDirectory(folder) && ModuleTree.open(folder, unpacker).missing().isEmpty()) {
        String identity = "installed " + release + " of " + modified(image);
        return Optional.of(new KernelFiles(release, identity, image, folder));
      }
    }
    return Optional.empty();
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
