package io.qnet.posix;

import com.sun.jna.Native;
import java.util.Arrays;

/**
 * Two TCP sockets of 127.0.0.1 that are connected to each other: what socketpair(2) makes, for
 * programs such as smbd that refuse to serve anyone without an internet address.
 *
 * <p>Making it takes a listening socket, for some microseconds: whoever else comes to it is turned
 * away.
 */
final class LoopbackPair implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;

  /** A sockaddr_in: the family, the port, the address, and nothing. */
  private static final byte[] ANY_PORT = {AF_INET, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};

  /** How many others may come first. */
  private static final int PATIENCE = 16;

  private int ours = -1;
  private int theirs = -1;

  /**
   * A new pair; ours does not block, theirs does.
   *
   * @throws PosixException if there are no descriptors or no ports left; nothing is left behind
   *     then
   */
  static LoopbackPair open() throws PosixException {
    LoopbackPair pair = new LoopbackPair();
    boolean opened = false;
    int listening = -1;
    try {
      listening = socket();
      require(Libc.bind(listening, ANY_PORT, ANY_PORT.length), "bind");
      require(Libc.listen(listening, PATIENCE), "listen");
      pair.ours = socket();
      require(Libc.connect(pair.ours, name(listening), ANY_PORT.length), "connect");
      byte[] expected = name(pair.ours);
      for (int i = 0; i <= PATIENCE && pair.theirs < 0; i++) {
        pair.theirs = accept(listening, expected);
      }
      require(pair.theirs < 0 ? -1 : 0, "accept");
      require(Libc.fcntl(pair.ours, F_SETFL, O_NONBLOCK), "fcntl");
      int[] on = {1};
      require(Libc.setsockopt(pair.ours, IPPROTO_TCP, TCP_NODELAY, on, 4), "setsockopt");
      require(Libc.setsockopt(pair.theirs, IPPROTO_TCP, TCP_NODELAY, on, 4), "setsockopt");
      opened = true;
      return pair;
    } finally {
      close(listening);
      if (!opened) {
        pair.close();
      }
    }
  }

  private static int socket() throws PosixException {
    int fd = Libc.socket(AF_INET, SOCK_STREAM | CLOSE_ON_EXEC, 0);
    require(fd, "socket");
    return fd;
  }

  private static byte[] name(int fd) throws PosixException {
    byte[] name = new byte[ANY_PORT.length];
    require(Libc.getsockname(fd, name, new int[] {name.length}), "getsockname");
    return name;
  }

  /** Who comes next, if it is the one that is expected; else -1. */
  private static int accept(int listening, byte[] expected) throws PosixException {
    byte[] name = new byte[ANY_PORT.length];
    int fd = Libc.accept4(listening, name, new int[] {name.length}, CLOSE_ON_EXEC);
    require(fd, "accept");
    if (!Arrays.equals(name, expected)) {
      close(fd);
      return -1;
    }
    return fd;
  }

  private static void require(int result, String call) throws PosixException {
    if (result < 0) {
      throw PosixException.of(
          call,
          Native.getLastError(),
          "there is no way to talk to the program",
          "if there are too many open files, raise ulimit -n");
    }
  }

  /** The end for a program. */
  int theirs() {
    return theirs;
  }

  /** Gives our end away. */
  int takeOurs() {
    int taken = ours;
    ours = -1;
    return taken;
  }

  private static void close(int fd) {
    if (fd >= 0) {
      Libc.close(fd);
    }
  }

  /** Closes what is still here. */
  @Override
  public void close() {
    close(ours);
    close(theirs);
    ours = -1;
    theirs = -1;
  }
}
