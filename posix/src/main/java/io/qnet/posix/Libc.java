package io.qnet.posix;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The C library's functions, mapped directly. The first use of this class loads JNA, which takes 30
 * ms.
 */
final class Libc {
  static {
    Native.register(Libc.class, "c");
  }

  private Libc() {}

  /** recvmsg(2); -1 and {@link Native#getLastError} if it fails. */
  static native long recvmsg(int fd, Pointer message, int flags);

  /** setsockopt(2), of an option that is an int. */
  static native int setsockopt(int fd, int level, int option, int[] value, int length);

  /** getsockopt(2), of an option that is an int. */
  static native int getsockopt(int fd, int level, int option, int[] value, int[] length);

  /** strerror(3). */
  static native String strerror(int errno);
}
