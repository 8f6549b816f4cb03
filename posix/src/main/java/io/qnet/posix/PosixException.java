package io.qnet.posix;

import java.io.IOException;

/**
 * A system call failed. The message says which one, why in the system's words, and what that means
 * or what to do about it.
 */
public final class PosixException extends IOException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int errno;
  private final String reason;
  private final String meaning;
  private final String remedy;

  /**
   * A failed call.
   *
   * @param call its name, with what tells it from others of that name: {@code
   *     setsockopt(IP_RECVERR)}
   * @param errno see {@link Errno}
   * @param reason the system's words for {@code errno}
   * @param meaning what it means for the user
   * @param remedy what to do, or to type
   */
  PosixException(String call, int errno, String reason, String meaning, String remedy) {
    super(call + ": " + reason + " (" + Errno.name(errno) + "): " + meaning + "; " + remedy);
    this.call = call;
    this.errno = errno;
    this.reason = reason;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** The error of the native call that this thread has just made. */
  static PosixException of(String call, int errno, String meaning, String remedy) {
    return new PosixException(call, errno, Libc.strerror(errno), meaning, remedy);
  }

  /** Raw descriptors need an event loop that can wait for them. */
  public static PosixException noEpoll(String call) {
    return new PosixException(
        call,
        Errno.ENOSYS,
        "no epoll on this host",
        "TAP ports need Netty's epoll library",
        "run on Linux x86_64 or aarch64, and let /tmp be executable or set"
            + " -Dio.netty.native.workdir=FOLDER");
  }

  /** The call. */
  public String call() {
    return call;
  }

  /** The error number, see {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** The system's words for the error number. */
  public String reason() {
    return reason;
  }

  /** What failed and why, in one line: the first part of the message. */
  public String failure() {
    return call + ": " + reason + " (" + Errno.name(errno) + ")";
  }

  /** What that means for the user. */
  public String meaning() {
    return meaning;
  }

  /** What to do, or to type. */
  public String remedy() {
    return remedy;
  }

  /** Whether what is missing is a right, or something to be installed. */
  public boolean isLack() {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES, Errno.ENXIO, Errno.ENOSYS -> true;
      case Errno.ENOENT -> call.startsWith("open(/dev/");
      default -> false;
    };
  }
}
