package io.qnet.vde.plug;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may plug in: the modes and the group of the directory and of its sockets.
 *
 * @param mode of the sockets, such as 0600
 * @param directoryMode of the directory, such as 02700: what is made in it has its group then
 * @param group that all of them belong to; null leaves them as they are
 */
public record Access(int mode, int directoryMode, @Nullable String group) {
  private static final int SET_GROUP = 02000;

  /** The owner alone. */
  public static final Access OWNER = of(0600, null);

  private static final int READ_OR_WRITE = 06;

  /** Sockets of {@code mode}; who may read or write one may enter the directory. */
  public static Access of(int mode, @Nullable String group) {
    int directory = SET_GROUP | (mode & 0777);
    for (int shift = 0; shift <= 6; shift += 3) {
      if (((mode >>> shift) & READ_OR_WRITE) != 0) {
        directory |= 1 << shift;
      }
    }
    return new Access(mode & 0777, directory, group);
  }

  /** The same with another mode of the directory. */
  public Access withDirectoryMode(int newMode) {
    return new Access(mode, newMode & 07777, group);
  }

  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // OWNER_READ ... OTHERS_EXECUTE
    for (int i = 0; i < all.length; i++) {
      if (((mode >>> (all.length - 1 - i)) & 1) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
