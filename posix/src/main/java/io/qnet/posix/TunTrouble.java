package io.qnet.posix;

import org.jspecify.annotations.Nullable;

/**
 * What a failed step of opening a TAP device means, and what helps.
 *
 * @param device the device's name
 * @param netns the network namespace's, or null for our own
 * @param mtu the MTU that was to be set
 */
record TunTrouble(String device, @Nullable String netns, int mtu) {
  /** The layouts and numbers hold for these two only. */
  void requireKnownSystem(String system, String processor) throws PosixException {
    if (!system.equals("Linux") || !(processor.equals("amd64") || processor.equals("aarch64"))) {
      throw new PosixException(
          "TAP device " + device,
          Errno.ENOSYS,
          "not known on " + system + " " + processor,
          "a TAP port needs Linux on x86_64 or aarch64",
          "use another kind of port, such as --port stream:127.0.0.1:9000");
    }
  }

  /** The exception for {@code call}, in the system's words. */
  PosixException with(String call, int errno) {
    return with(call, errno, Libc.strerror(errno));
  }

  PosixException with(String call, int errno, String reason) {
    String[] words = words(call, errno);
    return new PosixException(call + " for " + device, errno, reason, words[0], words[1]);
  }

  /** What it means, and what to type. */
  private String[] words(String call, int errno) {
    if (call.contains("/netns/")) {
      return namespace(errno);
    }
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES -> noRight(call);
      case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV ->
          new String[] {
            "this kernel has no TUN/TAP driver at hand",
            "type: sudo modprobe tun (or start the container with --device /dev/net/tun)"
          };
      case Errno.EBUSY ->
          new String[] {
            "another program has " + device + " open, and a TAP device takes one",
            "end that one (qnet ps lists ours), or choose another name: --port tap:NAME"
          };
      default ->
          new String[] {
            call.equals("SIOCSIFMTU")
                ? device + " does not take an MTU of " + mtu
                : device + " cannot be used as a TAP device with one queue",
            "look at it with: "
                + ip()
                + "-d link show "
                + device
                + ", or choose another name: --port tap:NAME"
          };
    };
  }

  private String[] namespace(int errno) {
    return switch (errno) {
      case Errno.ENOENT ->
          new String[] {
            "there is no network namespace called " + netns,
            "type: sudo ip netns add " + netns + " (ip netns list shows what there is)"
          };
      case Errno.EPERM, Errno.EACCES ->
          new String[] {
            "entering a network namespace takes CAP_SYS_ADMIN, which this process does not have",
            "run the same command with sudo, or leave out @" + netns
          };
      default ->
          new String[] {
            netns + " cannot be entered as a network namespace", "look at it with: ip netns list"
          };
    };
  }

  private String[] noRight(String call) {
    if (call.startsWith("open(")) {
      return new String[] {
        "this user may not open the driver of TAP devices",
        "run the same command with sudo, or open the driver to everybody, as distributions do:"
            + " sudo chmod 666 /dev/net/tun"
      };
    }
    return new String[] {
      "making and setting up " + device + " takes CAP_NET_ADMIN, which is not here",
      "run the same command with sudo, or make the device yours once: sudo "
          + ip()
          + "tuntap add dev "
          + device
          + " mode tap user $USER && sudo "
          + ip()
          + "link set "
          + device
          + " mtu "
          + mtu
          + " up"
    };
  }

  private String ip() {
    return netns == null ? "ip " : "ip -n " + netns + " ";
  }
}
