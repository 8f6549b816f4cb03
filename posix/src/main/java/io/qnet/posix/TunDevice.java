package io.qnet.posix;

import com.sun.jna.Native;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A TAP device that is open, up, and not read yet (Linux tuntap.rst, netdevice(7)): every read and
 * write of its descriptor is one Ethernet frame behind a {@code virtio_net_hdr} of {@value
 * #HEADER_LENGTH} octets, in the order of this host.
 *
 * <p>Whoever has this owns the descriptor, which does not block. A device that was made here goes
 * when the descriptor is closed.
 *
 * @param fd the descriptor
 * @param name the interface's name
 * @param existed whether the device was there before, and will be afterwards
 * @param mtu the largest IP datagram, in octets
 * @param checksum whether the kernel leaves transport checksums to be computed, and so on
 * @param tso4 whether it hands over TCP/IPv4 super-frames
 * @param tso6 whether it hands over TCP/IPv6 super-frames
 */
public record TunDevice(
    int fd, String name, boolean existed, int mtu, boolean checksum, boolean tso4, boolean tso6) {
  /** Octets of {@code virtio_net_hdr} in front of each frame: the kernel's default. */
  public static final int HEADER_LENGTH = 10;

  private static final String NODE = "/dev/net/tun";
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  private static final long TUNSETIFF = 0x400454ca;
  private static final long TUNSETOFFLOAD = 0x400454d0;
  private static final long TUNSETVNETHDRSZ = 0x400454d8;
  private static final int IFF_TAP = 0x2;
  private static final int IFF_MULTI_QUEUE = 0x100;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final int IFF_TUN_EXCL = 0x8000;
  private static final int TUN_F_CSUM = 1;
  private static final int TUN_F_TSO4 = 2;
  private static final int TUN_F_TSO6 = 4;

  /**
   * What is wanted.
   *
   * @param device the interface's name
   * @param netns the network namespace it is in, by the name that ip-netns(8) knows; null for this
   *     process's own
   * @param mtu the largest IP datagram, in octets, that is set on the device
   * @param offloads whether the kernel may leave checksums and segments to us
   */
  public record Wish(String device, @Nullable String netns, int mtu, boolean offloads) {}

  /**
   * Opens a device, makes it if there is none, and brings it up. Blocks for milliseconds; loads
   * JNA. Needs CAP_NET_ADMIN, unless the device exists, belongs to the user, is up and has this
   * MTU. Of a device with several queues, one is taken: the kernel gives it everything.
   *
   * @throws PosixException if that is not possible; nothing is left behind then
   */
  public static TunDevice open(Wish wish) throws PosixException {
    String netns = wish.netns();
    TunTrouble trouble = new TunTrouble(wish.device(), netns, wish.mtu());
    trouble.requireKnownSystem(
        System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    if (netns == null) {
      return open(wish, trouble);
    }
    try {
      return Netns.inThread(
          () -> {
            enter(netns, trouble);
            return open(wish, trouble);
          });
    } catch (PosixException refused) {
      throw refused;
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void enter(String netns, TunTrouble trouble) throws PosixException {
    String path = "/run/netns/" + netns;
    int errno = Netns.enter(path);
    if (errno == Errno.ENOENT) {
      errno = Netns.enter("/var" + path);
    }
    if (errno != 0) {
      throw trouble.with("setns(" + path + ")", errno);
    }
  }

  /** In the namespace of this thread: that is the one that matters, for the node as well. */
  private static TunDevice open(Wish wish, TunTrouble trouble) throws PosixException {
    String device = wish.device();
    int mtu = wish.mtu();
    int fd = Libc.open(NODE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
      throw trouble.with("open(" + NODE + ")", Native.getLastError());
    }
    boolean opened = false;
    try {
      boolean existed = attach(fd, device, trouble);
      require(
          Libc.ioctl(fd, TUNSETVNETHDRSZ, new int[] {HEADER_LENGTH}), "TUNSETVNETHDRSZ", trouble);
      int offloads = wish.offloads() ? offloads(fd) : none(fd, trouble);
      try (InterfaceRequest request = InterfaceRequest.open(device, trouble)) {
        request.setMtu(mtu);
        if (!existed && (offloads & TUN_F_TSO4) == 0) {
          request.setQueueLength(); // a burst of single segments has to fit
        }
        request.bringUp();
      }
      opened = true;
      return new TunDevice(
          fd,
          device,
          existed,
          mtu,
          (offloads & TUN_F_CSUM) != 0,
          (offloads & TUN_F_TSO4) != 0,
          (offloads & TUN_F_TSO6) != 0);
    } finally {
      if (!opened) {
        Libc.close(fd);
      }
    }
  }

  /** Returns whether the device was there before: asked in the same call that makes it. */
  private static boolean attach(int fd, String device, TunTrouble trouble) throws PosixException {
    int flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    byte[] exclusive = InterfaceRequest.of(device, flags | IFF_TUN_EXCL);
    if (Libc.ioctl(fd, TUNSETIFF, exclusive) == 0) {
      return false;
    }
    int errno = Native.getLastError();
    if (errno == Errno.EBUSY) {
      boolean one = Libc.ioctl(fd, TUNSETIFF, InterfaceRequest.of(device, flags)) == 0;
      errno = Native.getLastError();
      byte[] several = InterfaceRequest.of(device, flags | IFF_MULTI_QUEUE);
      if (one || (errno == Errno.EINVAL && Libc.ioctl(fd, TUNSETIFF, several) == 0)) {
        return true;
      }
    }
    throw trouble.with("TUNSETIFF", errno);
  }

  /** What the kernel may leave to us: the most that it takes; none is fine. */
  private static int offloads(int fd) {
    int[] wishes = {TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6, TUN_F_CSUM | TUN_F_TSO4, TUN_F_CSUM};
    for (int wish : wishes) {
      if (Libc.ioctl(fd, TUNSETOFFLOAD, wish) == 0) {
        return wish;
      }
    }
    return 0;
  }

  private static int none(int fd, TunTrouble trouble) throws PosixException {
    require(Libc.ioctl(fd, TUNSETOFFLOAD, 0L), "TUNSETOFFLOAD", trouble);
    return 0;
  }

  private static void require(int result, String call, TunTrouble trouble) throws PosixException {
    if (result != 0) {
      throw trouble.with(call, Native.getLastError());
    }
  }
}
