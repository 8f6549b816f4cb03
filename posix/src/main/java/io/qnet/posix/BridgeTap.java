package io.qnet.posix;

import com.sun.jna.Native;

/**
 * A TAP device that was made for one machine and put into a bridge: as long as somebody has the
 * descriptor, it is there.
 *
 * <p>Done as QEMU's bridge helper does it, and refused in its words: the device gets the bridge's
 * MTU, so that the bridge keeps it; and an address that begins with FE, because a bridge takes the
 * lowest address of its ports for its own.
 *
 * @param fd the descriptor; whoever has this owns it. It blocks
 * @param name the device, such as {@code tap3}
 * @param mac its address
 * @param mtu its MTU, in octets
 */
public record BridgeTap(int fd, String name, String mac, int mtu) implements AutoCloseable {
  private static final String NODE = "/dev/net/tun";
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final long TUNSETIFF = 0x400454ca;
  private static final long TUNGETFEATURES = 0x800454cf;
  private static final int IFF_TAP = 0x2;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;

  /**
   * Makes one.
   *
   * @param vnetHeader whether frames have a virtio_net_hdr in front, if the kernel has that
   * @throws PosixException if that is not possible; nothing is left behind then. Its {@link
   *     PosixException#call} is what QEMU's helper would say
   */
  public static BridgeTap open(String bridge, boolean vnetHeader) throws PosixException {
    int fd = Libc.open(NODE, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
      throw trouble("failed to open " + NODE, Native.getLastError(), bridge);
    }
    boolean opened = false;
    try {
      int[] features = {0};
      boolean header =
          vnetHeader
              && Libc.ioctl(fd, TUNGETFEATURES, features) == 0
              && (features[0] & IFF_VNET_HDR) != 0;
      int flags = IFF_TAP | IFF_NO_PI | (header ? IFF_VNET_HDR : 0);
      byte[] made = InterfaceRequest.of("tap%d", flags);
      if (Libc.ioctl(fd, TUNSETIFF, made) != 0) {
        throw trouble("failed to create tun device", Native.getLastError(), bridge);
      }
      BridgeTap tap = plugIn(fd, InterfaceRequest.name(made), bridge);
      opened = true;
      return tap;
    } finally {
      if (!opened) {
        Libc.close(fd);
      }
    }
  }

  private static BridgeTap plugIn(int fd, String name, String bridge) throws PosixException {
    String device = "`" + name + "'";
    try (InterfaceRequest there = request(bridge);
        InterfaceRequest here = request(name)) {
      int mtu = there.mtu("failed to get mtu of bridge `" + bridge + "'");
      here.setMtu(mtu, "failed to set mtu of device " + device + " to " + mtu);
      String mac = here.raiseAddress("failed to set MAC address of device " + device);
      there.addPort(
          here.index("failed to get index of device " + device),
          "failed to add interface " + device + " to bridge `" + bridge + "'");
      here.bringUp("failed to bring up interface " + device);
      return new BridgeTap(fd, name, mac, mtu);
    }
  }

  private static InterfaceRequest request(String device) throws PosixException {
    return InterfaceRequest.open(
        device, (call, errno) -> trouble(call, errno, device), "failed to open control socket");
  }

  private static PosixException trouble(String call, int errno, String bridge) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES ->
          PosixException.of(
              call,
              errno,
              "making a TAP device takes CAP_NET_ADMIN, which is not here",
              "let a broker of root's do it: sudo qnet tap broker");
      case Errno.ENODEV ->
          PosixException.of(
              call,
              errno,
              "there is no bridge called " + bridge,
              "make it: sudo qnet tap bridge " + bridge);
      default ->
          PosixException.of(
              call,
              errno,
              "the machine gets no network card",
              "look at it: ip -d link show " + bridge);
    };
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
