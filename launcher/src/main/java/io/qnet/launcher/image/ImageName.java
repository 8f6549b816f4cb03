package io.qnet.launcher.image;

import java.nio.file.Path;

/** A file's name, so that qemu-img takes it for a file whatever characters are in it. */
final class ImageName {
  private ImageName() {}

  /**
   * The name with its folder in front where it begins with a dash or has a colon, which qemu-img
   * would take for an option or for a protocol. {@code nbd://HOST/x} and its like stay.
   */
  static String safe(String name) {
    boolean plain = !name.startsWith("-") && !name.contains(":");
    return plain || isUrl(name) || name.startsWith("/") ? name : "./" + name;
  }

  /** The file of that name; names that are addresses have none. */
  static Path file(String name, Path folder) {
    return folder.resolve(name);
  }

  static boolean isUrl(String name) {
    return name.matches("[a-z][a-z0-9+]*://.*");
  }
}
