package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;

/** The largest IP datagram of a device, in octets. */
final class Mtu {
  static final int SMALLEST = 576;
  static final int LARGEST = 65_520;

  private Mtu() {}

  static int checked(int mtu) {
    if (mtu < SMALLEST || mtu > LARGEST) {
      throw Failure.usage(
          "--mtu " + mtu + " is not between " + SMALLEST + " and " + LARGEST,
          "nothing was changed",
          "leave it out to have 1500, what Ethernet has");
    }
    return mtu;
  }
}
