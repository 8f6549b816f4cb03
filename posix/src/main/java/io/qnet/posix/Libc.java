package io.qnet.posix;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

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

  /** bind(2). */
  static native int bind(int fd, byte[] address, int length);

  /** listen(2). */
  static native int listen(int fd, int backlog);

  /** connect(2). */
  static native int connect(int fd, byte[] address, int length);

  /** getsockname(2). */
  static native int getsockname(int fd, byte[] address, int[] length);

  /** accept4(2). */
  static native int accept4(int fd, byte[] address, int[] length, int flags);

  /** sendmsg(2). */
  static native long sendmsg(int fd, Pointer message, int flags);

  /** getsockopt(2), of any option. */
  static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

  /** setsockopt(2), of any option. */
  static native int setsockopt(int fd, int level, int option, byte[] value, int length);

  /** shutdown(2). */
  static native int shutdown(int fd, int how);

  /** getpwuid(3): a struct passwd, which begins with the name; null if there is no such user. */
  static native @Nullable Pointer getpwuid(int uid);

  /** getgrnam(3): a struct group, with the number at 16; null if there is no such group. */
  static native @Nullable Pointer getgrnam(String name);

  /** pipe2(2). */
  static native int pipe2(int[] ends, int flags);

  /** fcntl(2), with a number. */
  static native int fcntl(int fd, int command, int value);

  /** posix_spawnp(3); returns the error number, as all of its family do. */
  static native int posix_spawnp(
      int[] pid,
      String file,
      Pointer actions,
      Pointer attributes,
      Pointer words,
      Pointer environment);

  /** posix_spawn_file_actions_init(3). */
  static native int posix_spawn_file_actions_init(Pointer actions);

  /** posix_spawn_file_actions_adddup2(3). */
  static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

  /** Closes all from {@code first} on; glibc 2.34 and later. */
  static native int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int first);

  /** posix_spawn_file_actions_destroy(3). */
  static native int posix_spawn_file_actions_destroy(Pointer actions);

  /** posix_spawnattr_init(3). */
  static native int posix_spawnattr_init(Pointer attributes);

  /** posix_spawnattr_setflags(3). */
  static native int posix_spawnattr_setflags(Pointer attributes, short flags);

  /** posix_spawnattr_setpgroup(3). */
  static native int posix_spawnattr_setpgroup(Pointer attributes, int group);

  /** posix_spawnattr_setsigmask(3). */
  static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

  /** posix_spawnattr_destroy(3). */
  static native int posix_spawnattr_destroy(Pointer attributes);

  /** waitpid(2). */
  static native int waitpid(int pid, int[] status, int options);

  /** kill(2); of a group if {@code pid} is negative. */
  static native int kill(int pid, int signal);

  /** strerror(3). */
  static native String strerror(int errno);
}
