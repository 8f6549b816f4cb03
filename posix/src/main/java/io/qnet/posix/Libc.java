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

  /** open(2), of a file that exists. */
  static native int open(String path, int flags);

  /** close(2). */
  static native int close(int fd);

  /** socket(2). */
  static native int socket(int domain, int type, int protocol);

  /** setns(2): moves the calling thread, and nothing else. */
  static native int setns(int fd, int type);

  /** ioctl(2), with a structure that is read, written or both. */
  static native int ioctl(int fd, long request, byte[] structure);

  /** ioctl(2), with a pointer to an int. */
  static native int ioctl(int fd, long request, int[] value);

  /** ioctl(2), with a number. */
  static native int ioctl(int fd, long request, long value);

  /** setpriority(2). */
  static native int setpriority(int which, int who, int nice);

  /** strerror(3). */
  static native String strerror(int errno);
}
