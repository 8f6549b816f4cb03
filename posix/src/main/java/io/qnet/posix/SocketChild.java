package io.qnet.posix;

import com.sun.jna.Native;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A program whose standard input and output are a socket, as inetd does it, which is connected to
 * one of ours. {@link ProcessBuilder} gives a program pipes only.
 *
 * <p>It has no other descriptor of ours, and is the head of a process group. Somebody has to read
 * {@link #errors} to its end, and to {@link #waitFor}.
 */
public final class SocketChild {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;
  private static final int SIGNALLED = 0x7f;

  private final int pid;
  private final int fd;
  private final InputStream errors;
  private boolean ended;

  private SocketChild(int pid, int fd, InputStream errors) {
    this.pid = pid;
    this.fd = fd;
    this.errors = errors;
  }

  /**
   * Starts a program. Blocks for a millisecond; the first use loads JNA.
   *
   * @param command the program, looked for on the PATH, and its arguments; no shell sees them
   * @throws IOException if it cannot be started; nothing is left behind then
   */
  public static SocketChild start(List<String> command) throws IOException {
    int[] pipe = {-1, -1};
    InputStream errors = null;
    boolean started = false;
    try (LoopbackPair socket = LoopbackPair.open()) {
      if (Libc.pipe2(pipe, CLOSE_ON_EXEC) != 0) {
        throw PosixException.of(
            "pipe2",
            Native.getLastError(),
            "the program was not started",
            "if there are too many open files, raise ulimit -n");
      }
      errors = new BufferedInputStream(new FileInputStream("/proc/self/fd/" + pipe[0]));
      try (SpawnRequest request = new SpawnRequest(socket.theirs(), pipe[1])) {
        int pid = request.start(command);
        started = true;
        return new SocketChild(pid, socket.takeOurs(), errors);
      }
    } finally {
      close(pipe[0]);
      close(pipe[1]);
      if (!started && errors != null) {
        errors.close();
      }
    }
  }

  private static void close(int fd) {
    if (fd >= 0) {
      Libc.close(fd);
    }
  }

  /** Our end of the socket; it does not block, and belongs to whoever asks first. */
  public int fd() {
    return fd;
  }

  /** Its number. */
  public int pid() {
    return pid;
  }

  /** What it writes to its standard error; ends with the last process that has it. */
  public InputStream errors() {
    return errors;
  }

  /**
   * Waits for its end.
   *
   * @return its exit status; 128 and the signal's number if a signal ended it
   */
  public int waitFor() {
    int[] status = new int[1];
    while (Libc.waitpid(pid, status, 0) < 0) {
      if (Native.getLastError() != Errno.EINTR) {
        return -1; // somebody else waited for it
      }
    }
    synchronized (this) {
      ended = true;
    }
    int signal = status[0] & SIGNALLED;
    return signal == 0 ? status[0] >> Byte.SIZE & 0xff : 128 + signal;
  }

  /** Asks it, and what it started, to end. */
  public void terminate() {
    signal(SIGTERM);
  }

  /** Ends it, and what it started, at once. */
  public void kill() {
    signal(SIGKILL);
  }

  /** After its end the number may be somebody else's. */
  private synchronized void signal(int signal) {
    if (!ended) {
      int unused = Libc.kill(-pid, signal);
    }
  }
}
