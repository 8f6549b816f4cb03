package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room on the file system.
 *
 * @param folder where relative names begin
 */
record FreeSpace(Path folder) {
  /** How many octets are free where {@code file} is or will be. */
  long at(Path file) throws IOException {
    Path place = folder.resolve(file).toAbsolutePath().getParent();
    return place != null && Files.isDirectory(place)
        ? Files.getFileStore(place).getUsableSpace()
        : Long.MAX_VALUE;
  }

  /** Throws if {@code octets} do not fit. */
  void require(Path file, long octets) throws IOException {
    long free = at(file);
    if (octets > free) {
      throw Failure.failed(
          "no room for "
              + file.getFileName()
              + ": it takes "
              + Sizes.words(octets)
              + ", and "
              + Sizes.words(free)
              + " are free",
          "nothing was written",
          "df -h " + folder.resolve(file).toAbsolutePath().getParent() + "; choose another folder");
    }
  }
}
