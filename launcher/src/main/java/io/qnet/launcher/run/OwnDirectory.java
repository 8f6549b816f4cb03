package io.qnet.launcher.run;

import io.qnet.launcher.cli.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Directories that nobody else can have prepared for us, nor change afterwards. */
final class OwnDirectory {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;
  private static final int PERMISSIONS = 0777;
  private static final int OWNER_ONLY = 0700;
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final String MEANING =
      "somebody else could put sockets in place of ours and read the guest's traffic";

  private OwnDirectory() {}

  /** Owner and st_mode, read at once (stat(2)). */
  private record Facts(int uid, int mode) {
    static Facts of(Path path, LinkOption... options) throws IOException {
      Map<String, Object> values = Files.readAttributes(path, "unix:uid,mode", options);
      return new Facts(
          (Integer) Objects.requireNonNull(values.get("uid")),
          (Integer) Objects.requireNonNull(values.get("mode")));
    }
  }

  /** Who we are, to the file system. */
  static int uid() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /**
   * Refuses a directory, not made by us, in which somebody else could replace what we make: it has
   * to be ours or root's, and writable by others only if sticky, as /tmp is.
   */
  static void requireSafeParent(Path parent) throws IOException {
    Facts facts;
    try {
      facts = Facts.of(parent);
    } catch (IOException missing) {
      throw Failure.failed(
              "there is no directory " + parent,
              "the sockets of what runs have no place",
              "unset XDG_RUNTIME_DIR, or set it to a directory of yours")
          .because(missing);
    }
    int uid = facts.uid();
    int mode = facts.mode();
    boolean open = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
    if ((uid != uid() && uid != 0) || open || (mode & TYPE) != DIRECTORY) {
      throw Failure.failed(
          parent + " belongs to user " + uid + " with mode " + octal(mode) + ": not safe",
          MEANING,
          "unset XDG_RUNTIME_DIR, or set it to a directory of yours");
    }
  }

  /**
   * Creates a directory, if it is not there yet.
   *
   * @return whether it was not there
   */
  static boolean create(Path directory) throws IOException {
    boolean created;
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
      created = true;
    } catch (FileAlreadyExistsException there) {
      created = false;
    }
    requireOurs(directory);
    return created;
  }

  /** Refuses what is not a directory, ours, for us alone; a symbolic link is not followed. */
  static void requireOurs(Path directory) throws IOException {
    Facts facts = Facts.of(directory, LinkOption.NOFOLLOW_LINKS);
    int uid = facts.uid();
    int mode = facts.mode();
    if ((mode & TYPE) == SYMBOLIC_LINK) {
      throw refused(directory, "is a symbolic link");
    }
    if ((mode & TYPE) != DIRECTORY) {
      throw refused(directory, "is not a directory");
    }
    if (uid != uid()) {
      throw refused(directory, "belongs to user " + uid);
    }
    if ((mode & PERMISSIONS) != OWNER_ONLY) {
      throw refused(directory, "has mode " + octal(mode) + ", not 0700");
    }
  }

  /** Removes a directory of ours and the files in it; never follows a symbolic link. */
  static void remove(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          remove(entry);
        } else {
          Files.deleteIfExists(entry);
        }
      }
    }
    Files.deleteIfExists(directory);
  }

  private static Failure refused(Path directory, String why) {
    return Failure.failed(
        directory + " " + why,
        MEANING,
        "look at it (ls -ld " + directory + "), remove it, and start again");
  }

  private static String octal(int mode) {
    return String.format("%04o", mode & (STICKY | PERMISSIONS));
  }
}
