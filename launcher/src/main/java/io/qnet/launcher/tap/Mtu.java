package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import org.jspecify.annotations.Nullable;

/** The largest IP datagram of a device, in octets. */
final class Mtu {
  static final int SMALLEST = 576;
  static final int LARGEST = 65_520;

  private Mtu() {}

  static @Nullable Integer checkedIfGiven(@Nullable Integer mtu) {
    return mtu == null ? null : Integer.valueOf(checked(mtu));
  }

  static int checked(int mtu) {
    if (mtu < SMALLEST || mtu > LARGEST) {
      throw Failure.usage(
          "--mtu " + mtu + " is not between " + SMALLEST + " and " + LARGEST,
          "nothing was changed",
          "leave it out to have what the wire or bridge has, as a rule 1500");
    }
    return mtu;
  }
}
