package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.wire.packet.Ipv6View;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the segment carries: how long packets are, and of which families. */
final class LinkGroup implements OptionGroup {
  private static final int SMALLEST_MTU = 576;
  private static final int LARGEST_MTU = 65520;

  private int mtu = 1500;
  private @Nullable Boolean ipv4;
  private @Nullable Boolean ipv6;

  @Override
  public List<String> keys() {
    return List.of("id", "mtu", "ipv4", "ipv6");
  }

  @Override
  public List<String> switches() {
    return List.of("ipv4", "ipv6");
  }

  @Override
  public void take(String key, String value) {
    switch (key) {
      case "mtu" -> mtu = Values.number("an MTU", value, SMALLEST_MTU, LARGEST_MTU);
      case "ipv4" -> ipv4 = Values.onOrOff(value);
      case "ipv6" -> ipv6 = Values.onOrOff(value);
      default -> {} // QEMU's name of the network is not ours
    }
  }

  int mtu() {
    return mtu;
  }

  /** As in QEMU, one family alone switched on leaves the other out. */
  boolean speaksIpv4() {
    return ipv4 != null ? ipv4 : ipv6 == null || !ipv6;
  }

  /** As in QEMU, one family alone switched on leaves the other out. */
  boolean speaksIpv6() {
    return ipv6 != null ? ipv6 : ipv4 == null || !ipv4;
  }

  /** Refuses a network of no family, and addresses of a family that is left out. */
  void check(Ipv4Group four, Ipv6Group six) {
    if (!speaksIpv4() && (!speaksIpv6() || mtu < Ipv6View.MINIMUM_MTU)) {
      throw nothingLeft();
    }
    if (!speaksIpv4() && four.written() != null) {
      throw leftOut("IPv4", four.written());
    }
    if (!speaksIpv6() && six.written() != null) {
      throw leftOut("IPv6", six.written());
    }
  }

  private Failure nothingLeft() {
    return speaksIpv6()
        ? Failure.usage(
            (ipv4 == null ? "ipv6=on alone, which leaves IPv4 out," : "ipv4=off")
                + " with mtu="
                + mtu,
            "packets of less than 1280 octets carry no IPv6, so nothing would be left",
            "write mtu=1280 or more, or write ipv4=on")
        : Failure.usage(
            "ipv4=off and ipv6=off", "nothing would be left to speak", "leave one of them out");
  }

  private static Failure leftOut(String family, String key) {
    return Failure.usage(
        key + "= is an option of " + family + ", which is left out here",
        "the two contradict each other",
        "leave " + key + "= out, or write " + family.toLowerCase(Locale.ROOT) + "=on");
  }

  /** The prefix that is spoken; null if none is. */
  @Nullable Ipv6Hosts prefix(Ipv6Group six) {
    return speaksIpv6() ? six.check() : null;
  }
}
