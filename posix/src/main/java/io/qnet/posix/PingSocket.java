package io.qnet.posix;

import com.sun.jna.Native;

/**
 * Sockets that send ICMP echo requests and receive the answers to them, without any right but the
 * one that {@code net.ipv4.ping_group_range} gives (icmp(7)). The kernel chooses the identifier at
 * bind(2), and writes it and the checksum into every request.
 */
public final class PingSocket {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
  private static final int IPPROTO_ICMP = 1;
  private static final int IPPROTO_ICMPV6 = 58;

  private PingSocket() {}

  /**
   * Opens one, not bound. Whoever calls owns the descriptor.
   *
   * @param six whether for ICMPv6
   * @throws PosixException if the host gives none
   */
  public static int open(boolean six) throws PosixException {
    int fd =
        six
            ? Libc.socket(AF_INET6, SOCK_DGRAM_NONBLOCK_CLOEXEC, IPPROTO_ICMPV6)
            : Libc.socket(AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, IPPROTO_ICMP);
    if (fd < 0) {
      throw failed(six, Native.getLastError());
    }
    return fd;
  }

  /**
   * Opens one and closes it: whether this process may ping at all.
   *
   * @throws PosixException if not
   */
  public static void tryOut() throws PosixException {
    Libc.close(open(false));
  }

  static PosixException failed(boolean six, int errno) {
    return PosixException.of(
        six ? "socket(IPPROTO_ICMPV6)" : "socket(IPPROTO_ICMP)",
        errno,
        "guests' pings cannot leave this host",
        errno == Errno.EACCES
            ? "to allow ping sockets: sudo sysctl -w net.ipv4.ping_group_range=\"0 2147483647\""
            : "leave icmp=proxy out");
  }
}
