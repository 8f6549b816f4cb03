package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.BootSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a machine without a disk starts from. */
final class BootGroup implements OptionGroup {
  private static final int LONGEST_FILE = 127;
  private static final int LONGEST_SERVER = 255;

  private @Nullable Path folder;
  private String file = "";
  private String server = "";

  @Override
  public List<String> keys() {
    return List.of("tftp", "tftp-server-name", "bootfile");
  }

  @Override
  public void take(String key, String value) {
    switch (key) {
      case "tftp" -> folder = folder(value);
      case "bootfile" -> file = text("a boot file's name", value, LONGEST_FILE);
      default -> server = text("a server's name", value, LONGEST_SERVER);
    }
  }

  private static Path folder(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a folder is needed");
    }
    return Path.of(value);
  }

  private static String text(String what, String value, int longest) {
    if (value.length() > longest || !value.matches("[\\x20-\\x7e]+")) {
      throw new IllegalArgumentException(
          what + " has 1 to " + longest + " ASCII characters, but got '" + value + "'");
    }
    return value;
  }

  /** What guests are told. */
  BootSettings settings() {
    return new BootSettings(file, server);
  }

  /** The folder that is served; null if none is. */
  @Nullable Path folder() {
    Path wanted = folder;
    if (wanted != null && !(Files.isDirectory(wanted) && Files.isReadable(wanted))) {
      throw Failure.usage(
          "tftp=" + wanted + " is no folder that can be read",
          "the guest would find no file, so nothing was started",
          "write the folder with the files to boot from");
    }
    return wanted;
  }
}
