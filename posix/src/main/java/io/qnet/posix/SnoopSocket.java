package io.qnet.posix;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Hears all frames that an interface receives and sends (packet(7)), and sends none.
 *
 * <pre>
 *  sockaddr_ll   0 family  2 protocol, big-endian  4 index of the interface   ... 20
 * </pre>
 */
public final class SnoopSocket {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  /** ETH_P_ALL, in network order. */
  private static final int EVERY = 0x0300;

  private static final int ADDRESS = 20;

  private SnoopSocket() {}

  /**
   * Listens to {@code device} of this process's network namespace. Needs CAP_NET_RAW.
   *
   * @return a descriptor, of which every read is a frame; it does not block, and is the caller's
   */
  public static int open(String device) throws PosixException {
    int fd = Libc.socket(AF_PACKET, SOCK_RAW | O_NONBLOCK | O_CLOEXEC, EVERY);
    if (fd < 0) {
      throw trouble("socket(AF_PACKET)", Native.getLastError());
    }
    boolean bound = false;
    try (InterfaceRequest request =
        InterfaceRequest.open(device, SnoopSocket::trouble, "socket(AF_INET)")) {
      byte[] address =
          ByteBuffer.allocate(ADDRESS)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putShort((short) AF_PACKET)
              .putShort((short) EVERY)
              .putInt(request.index("SIOCGIFINDEX for " + device))
              .array();
      if (Libc.bind(fd, address, address.length) != 0) {
        throw trouble("bind for " + device, Native.getLastError());
      }
      bound = true;
      return fd;
    } finally {
      if (!bound) {
        Libc.close(fd);
      }
    }
  }

  private static PosixException trouble(String call, int errno) {
    return PosixException.of(
        call,
        errno,
        "listening to an interface takes CAP_NET_RAW, and an interface",
        "run the same command with sudo; ip link shows interfaces");
  }
}
