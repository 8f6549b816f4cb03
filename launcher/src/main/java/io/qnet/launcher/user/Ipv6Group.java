package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.wire.address.Ipv6Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The IPv6 prefix and its virtual hosts, with QEMU's rules. */
final class Ipv6Group implements OptionGroup {
  private static final int LONGEST_PREFIX = 126;

  private Ipv6Address prefix = Ipv6Hosts.DEFAULT.prefix();
  private int length = Ipv6Hosts.DEFAULT.prefixLength();
  private @Nullable Ipv6Address host;
  private @Nullable Ipv6Address dns;
  private @Nullable String lastKey;

  @Override
  public List<String> keys() {
    return List.of("ipv6-net", "ipv6-prefix", "ipv6-prefixlen", "ipv6-host", "ipv6-dns");
  }

  @Override
  public void take(String key, String value) {
    lastKey = key;
    switch (key) {
      case "ipv6-prefixlen" -> length = length(value);
      case "ipv6-host" -> host = Ipv6Address.parse(value);
      case "ipv6-dns" -> dns = Ipv6Address.parse(value);
      default -> prefix(value);
    }
  }

  /** {@code ADDRESS} or {@code ADDRESS/LENGTH}: QEMU's older word had both in one. */
  private void prefix(String value) {
    int slash = value.indexOf('/');
    prefix = Ipv6Address.parse(slash < 0 ? value : value.substring(0, slash));
    if (slash >= 0) {
      length = length(value.substring(slash + 1));
    }
    if (prefix.isMulticast() || prefix.isLinkLocal()) {
      throw new IllegalArgumentException("no network has such a prefix; try fec0:: or fd00::");
    }
  }

  private static int length(String value) {
    return Values.number("the length of an IPv6 prefix", value, 0, LONGEST_PREFIX);
  }

  /** One of its keys that was written; null if none was. */
  @Nullable String written() {
    return lastKey;
  }

  /** Fills in what was not written, and refuses what cannot work. */
  Ipv6Hosts check() {
    Ipv6Address net = prefix.masked(length);
    Ipv6Hosts usual = Ipv6Hosts.of(net, length);
    Ipv6Hosts hosts =
        new Ipv6Hosts(
            net, length, host == null ? usual.host() : host, dns == null ? usual.dns() : dns);
    requireInside(hosts, "ipv6-host", hosts.host());
    requireInside(hosts, "ipv6-dns", hosts.dns());
    if (hosts.dns().equals(hosts.host())) {
      throw Failure.usage(
          "ipv6-dns and ipv6-host are both " + hosts.host(),
          "the name server must differ from the gateway",
          "write ipv6-dns=ADDRESS with another address of " + net + "/" + length);
    }
    return hosts;
  }

  private static void requireInside(Ipv6Hosts hosts, String key, Ipv6Address address) {
    if (!hosts.contains(address)) {
      String net = hosts.prefix() + "/" + hosts.prefixLength();
      throw Failure.usage(
          key + "=" + address + " does not belong to ipv6-prefix=" + net,
          "the guest could not reach it",
          "choose an address of that prefix, or write ipv6-prefix= and ipv6-prefixlen=");
    }
  }
}
