package io.qnet.launcher.run;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Where things are kept that outlive a process, and the machine's restart. */
public final class StateFolder {
  private static final Path ROOT = Path.of("/var/lib");

  private StateFolder() {}

  /**
   * The folder {@code name}, made if there is none: in {@code $XDG_STATE_HOME/qnet}, else in
   * /var/lib/qnet for root and in ~/.local/state/qnet for others.
   *
   * @throws io.qnet.launcher.cli.Failure if it cannot be made, or somebody else could write there
   */
  public static Path of(Map<String, String> variables, String name) throws IOException {
    Path parent = parent(variables);
    try {
      if (!Files.exists(parent)) {
        Files.createDirectories(parent);
      }
      OwnDirectory.requireSafeParent(parent);
      OwnDirectory.create(parent.resolve("qnet"));
      Path folder = where(variables, name);
      OwnDirectory.create(folder);
      return folder;
    } catch (Failure notSafe) {
      throw Failure.failed(
              String.valueOf(notSafe.getMessage()),
              "what is kept there would not be safe",
              "set XDG_STATE_HOME to a directory of yours, or unset it")
          .because(notSafe);
    } catch (IOException failed) {
      throw Failure.failed(
              "cannot make the folder " + where(variables, name) + ": " + failed.getMessage(),
              "what outlives this process has no place",
              "set XDG_STATE_HOME to a directory of yours")
          .because(failed);
    }
  }

  /** Where that folder is, or would be; makes nothing. */
  public static Path where(Map<String, String> variables, String name) throws IOException {
    Path parent = parent(variables);
    // Where run directories are, too, a folder without a dot would be taken for one that was left.
    boolean shared = parent.toString().equals(variables.get("XDG_RUNTIME_DIR"));
    return parent.resolve("qnet").resolve(shared ? "." + name : name);
  }

  private static Path parent(Map<String, String> variables) throws IOException {
    String state = variables.get("XDG_STATE_HOME");
    if (state != null && state.startsWith("/")) {
      return Path.of(state);
    }
    if (OwnDirectory.uid() == 0) {
      return ROOT;
    }
    String home = Objects.requireNonNullElse(variables.get("HOME"), "/tmp");
    return Path.of(home, ".local", "state");
  }
}
