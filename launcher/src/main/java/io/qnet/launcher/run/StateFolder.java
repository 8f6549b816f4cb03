package io.qnet.launcher.run;

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
   * @throws io.qnet.launcher.cli.Failure if somebody else could write there
   */
  public static Path of(Map<String, String> variables, String name) throws IOException {
    Path parent = parent(variables);
    if (!Files.exists(parent)) {
      Files.createDirectories(parent);
    }
    OwnDirectory.requireSafeParent(parent);
    Path ours = parent.resolve("qnet");
    OwnDirectory.create(ours);
    // Where run directories are, too, a folder without a dot would be taken for one that was left.
    boolean shared = parent.toString().equals(variables.get("XDG_RUNTIME_DIR"));
    Path folder = ours.resolve(shared ? "." + name : name);
    OwnDirectory.create(folder);
    return folder;
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
