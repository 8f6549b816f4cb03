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

  /**
   * A failed call.
   *
   * @param call its name, with what tells it from others of that name: {@code
   *     setsockopt(IP_RECVERR)}
   * @param errno see {@link Errno}
   * @param reason the system's words for {@code errno}
   * @param advice what it means for the user, or what to do
   */
  PosixException(String call, int errno, String reason, String advice) {
    super(call + ": " + reason + " (" + Errno.name(errno) + "): " + advice);
    this.call = call;
    this.errno = errno;
  }

  /** The error of the native call that this thread has just made. */
  static PosixException of(String call, int errno, String advice) {
    return new PosixException(call, errno, Libc.strerror(errno), advice);
  }

  /** The call. */
  public String call() {
    return call;
  }

  /** The error number, see {@link Errno}. */
  public int errno() {
    return errno;
  }
}
