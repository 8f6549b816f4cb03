package io.qnet.posix;

import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Users and groups, from wherever this host knows them (getpwuid(3), getgrnam(3)). */
public final class Accounts {
  private static final int GROUP_NUMBER = 16;

  private Accounts() {}

  /** The name of a user; its number if it has none. */
  public static synchronized String user(int uid) {
    Pointer entry = Libc.getpwuid(uid);
    Pointer name = entry == null ? null : entry.getPointer(0);
    return name == null ? Integer.toUnsignedString(uid) : name.getString(0);
  }

  /** The number of the group {@code name}; null if there is none. */
  public static synchronized @Nullable Integer group(String name) {
    Pointer entry = Libc.getgrnam(name);
    return entry == null ? null : entry.getInt(GROUP_NUMBER);
  }
}
