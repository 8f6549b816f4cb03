package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an image is written to. */
final class Target {
  private Target() {}

  /**
   * Throws if something is there and {@code --force} is not given, or if its folder is not there.
   */
  static void require(ImageWords words, String name, Path file) {
    if (ImageName.isUrl(name)) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw Failure.usage(name + " is a folder", "no image was made", "name a file in it");
    }
    if (Files.exists(file) && !words.has("--force") && !words.has("-n")) {
      throw Failure.failed(
          name + " is there already",
          "its contents would be lost",
          "choose another name, or say so: --force");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw Failure.failed(
          "there is no folder " + folder, "no image was made", "mkdir -p " + folder);
    }
  }
}
