package io.qnet.launcher.vm;

import io.qnet.launcher.port.ShellWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file of a CD that QEMU needs apart.
 *
 * @param cd the image
 * @param path where it is in that
 * @param target where QEMU will find it
 */
public record CdFile(Path cd, String path, Path target) {
  /** Copies it, unless it is there. Whole or not at all: another machine may start from it. */
  void copy() throws IOException {
    if (Files.exists(target)) {
      return;
    }
    Path folder = target.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "", ".part");
    try (Iso9660 image =
        Iso9660.open(cd).orElseThrow(() -> new IOException(cd + " is no image of a CD any more"))) {
      image.copy(path, part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** The command that does the same, for somebody to type. */
  String command() {
    return "xorriso -osirrox on -indev "
        + ShellWord.quote(cd.toString())
        + " -extract "
        + ShellWord.quote("/" + path)
        + " "
        + ShellWord.quote(target.toString());
  }
}
