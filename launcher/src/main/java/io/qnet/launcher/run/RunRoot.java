package io.qnet.launcher.run;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directory of all run directories of one user. */
public final class RunRoot {
  static final String FILE = "run.json";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final Path parent;
  private final Path root;

  private RunRoot(Path parent, String name) {
    this.parent = parent;
    this.root = parent.resolve(name);
  }

  /** {@code $XDG_RUNTIME_DIR/qnet}, or {@code /tmp/qnet-UID} where that is not set. */
  public static RunRoot of(Map<String, String> variables) throws IOException {
    String runtime = variables.get("XDG_RUNTIME_DIR");
    // The XDG base directory specification: a relative path is to be ignored.
    return runtime == null || !runtime.startsWith("/")
        ? new RunRoot(Path.of("/tmp"), "qnet-" + OwnDirectory.uid())
        : new RunRoot(Path.of(runtime), "qnet");
  }

  /** The directory itself; it may not exist. */
  public Path path() {
    return root;
  }

  /**
   * Takes a name for this process and makes its directory.
   *
   * @param name the name; null for the lowest free one, such as {@code user1}
   * @throws Failure if something with that name runs, or the directory is not ours alone
   */
  public RunDirectory claim(@Nullable String name, String verb) throws IOException {
    return claim(name, verb, verb);
  }

  /**
   * As {@link #claim(String, String)}, where made-up names begin in another way than the verb.
   *
   * @param stem what a made-up name begins with, such as {@code vm}
   */
  @SuppressWarnings("try")
  public RunDirectory claim(@Nullable String name, String verb, String stem) throws IOException {
    if (name != null) {
      requireName(name, stem);
    }
    create();
    try (FileChannel lock = lock()) {
      return claimLocked(name == null ? free(stem) : name, verb);
    }
  }

  /** Refuses what cannot be a name. */
  public static void requireName(String name, String stem) {
    if (!NAME.matcher(name).matches()) {
      throw Failure.usage(
          "'" + name + "' is not a name",
          "a name begins with a letter or digit, then come up to 62 of those or . _ -",
          "write one such as --name " + stem + "1");
    }
  }

  /** Where the directory of {@code name} is, or would be. */
  public Path directory(String name) {
    return root.resolve(name);
  }

  /** A new, empty file for what a process says that has no run directory yet. */
  Path newLog() throws IOException {
    create();
    return Files.createTempFile(root, ".start-", ".log");
  }

  private void create() throws IOException {
    OwnDirectory.requireSafeParent(parent);
    OwnDirectory.create(root);
  }

  /** Waits until no other start looks at these directories; closing it lets the next one go on. */
  private FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve(".lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    channel.lock();
    return channel;
  }

  private RunDirectory claimLocked(String name, String verb) throws IOException {
    Path path = root.resolve(name);
    if (!OwnDirectory.create(path)) {
      Optional<Running> holder = running(path);
      if (holder.isPresent()) {
        throw Failure.failed(
            "'" + name + "' runs already, as process " + holder.get().pid(),
            "two things cannot have one name",
            "choose another with --name, or stop it: kill " + holder.get().pid());
      }
      OwnDirectory.remove(path);
      OwnDirectory.create(path);
    }
    ProcessId self = ProcessId.ofSelf();
    Running running =
        new Running(name, verb, self.pid(), self.startTime(), Instant.now(), null, null);
    return new RunDirectory(path, running);
  }

  /** The lowest name of that stem that nothing runs under: {@code vm1}. */
  public String free(String stem) throws IOException {
    for (int i = 1; ; i++) {
      Path path = root.resolve(stem + i);
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) || running(path).isEmpty()) {
        return stem + i;
      }
    }
  }

  /** All that runs, by name; what is left of things that ended without tidying up is removed. */
  @SuppressWarnings("try")
  public List<Running> list() throws IOException {
    List<Running> all = new ArrayList<>();
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return all;
    }
    OwnDirectory.requireSafeParent(parent);
    OwnDirectory.requireOurs(root);
    try (FileChannel lock = lock();
        DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        Path file = entry.getFileName();
        if (file != null && NAME.matcher(file.toString()).matches()) {
          OwnDirectory.requireOurs(entry);
          Optional<Running> running = running(entry);
          if (running.isPresent()) {
            all.add(running.get());
          } else {
            OwnDirectory.remove(entry);
          }
        }
      }
    }
    all.sort(Comparator.comparing(Running::name));
    return all;
  }

  /**
   * What runs in {@code directory}; nothing if it has no readable run.json or its process went.
   *
   * @throws Failure if the directory is not ours alone
   */
  public static Optional<Running> running(Path directory) throws IOException {
    OwnDirectory.requireOurs(directory);
    String name = String.valueOf(directory.getFileName());
    try {
      Running running = Running.read(name, Files.readString(directory.resolve(FILE)));
      return Optional.of(running).filter(Running::isAlive);
    } catch (IOException missingOrCutShort) {
      return Optional.empty();
    }
  }
}
