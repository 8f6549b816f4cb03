package io.qnet.slirp.dns;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names and addresses as a hosts file has them (hosts(5)), seen from a guest. Immutable. */
public final class HostNames {
  /** Names for the asker itself. */
  private static final Set<String> LOCAL =
      Set.of(
          "localhost",
          "localhost.localdomain",
          "localhost4",
          "localhost4.localdomain4",
          "localhost6",
          "localhost6.localdomain6",
          "ip6-localhost",
          "ip6-loopback");

  private static final List<IpAddress> LOOPBACK =
      List.of(Ipv4Address.LOOPBACK, new Ipv6Address(0, 1));

  private final Map<String, List<IpAddress>> addresses;
  private final Map<String, String> reverse;

  private HostNames(Map<String, List<IpAddress>> addresses, Map<String, String> reverse) {
    this.addresses = addresses;
    this.reverse = reverse;
  }

  /** Knows only {@code localhost}. */
  public static HostNames none() {
    return parse("", new Gateway(null, null));
  }

  /**
   * Where guests reach the host: what its loopback addresses become.
   *
   * @param four null if the guest has no IPv4: names at 127.0.0.0/8 are then left out
   * @param six null if the guest has no IPv6: names at ::1 are then left out
   */
  public record Gateway(@Nullable Ipv4Address four, @Nullable Ipv6Address six) {}

  /** Reads a hosts file; lines that cannot be read are passed over. */
  public static HostNames parse(String text, Gateway gateway) {
    Builder names = new Builder();
    LOOPBACK.forEach(address -> names.addReverse(address, "localhost"));
    for (String line : (Iterable<String>) text.lines()::iterator) {
      int comment = line.indexOf('#');
      String[] words = (comment < 0 ? line : line.substring(0, comment)).trim().split("\\s+", -1);
      IpAddress address = words.length < 2 ? null : seenFromGuest(words[0], gateway);
      for (int i = 1; address != null && i < words.length; i++) {
        names.add(words[i], address);
      }
    }
    return names.build();
  }

  /** The same, and {@code extra} names, which come first. */
  public HostNames plus(Map<String, List<IpAddress>> extra) {
    Builder names = new Builder();
    extra.forEach((name, list) -> list.forEach(address -> names.add(name, address)));
    addresses.forEach((name, list) -> list.forEach(address -> names.add(name, address)));
    reverse.forEach(names.reverse::putIfAbsent);
    return names.build();
  }

  private static @Nullable IpAddress seenFromGuest(String text, Gateway gateway) {
    int scope = text.indexOf('%');
    try {
      IpAddress address = IpAddress.parse(scope < 0 ? text : text.substring(0, scope));
      if (!address.isLoopback()) {
        return address;
      }
      return address instanceof Ipv4Address ? gateway.four() : gateway.six();
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /** Whether {@code name}, in lower case and without a final dot, is answered here. */
  boolean knows(String name) {
    return local(name) || addresses.containsKey(name);
  }

  /** The addresses of a name; empty if there are none. */
  public List<IpAddress> addresses(String name) {
    return local(name) ? LOOPBACK : addresses.getOrDefault(name, List.of());
  }

  /** The name for a name under {@code in-addr.arpa} or {@code ip6.arpa}, or null. */
  @Nullable String reverse(String name) {
    return reverse.get(name);
  }

  private static boolean local(String name) {
    return LOCAL.contains(name) || name.endsWith(".localhost");
  }

  /** The name to ask for the name of an address (RFC 1035, section 3.5; RFC 3596, section 2.5). */
  static String reverseName(IpAddress address) {
    StringBuilder name = new StringBuilder();
    if (address instanceof Ipv4Address four) {
      for (int shift = 0; shift < 32; shift += 8) {
        name.append(four.bits() >>> shift & 0xff).append('.');
      }
      return name.append("in-addr.arpa").toString();
    }
    Ipv6Address six = (Ipv6Address) address;
    appendNibbles(name, six.low());
    appendNibbles(name, six.high());
    return name.append("ip6.arpa").toString();
  }

  private static void appendNibbles(StringBuilder name, long bits) {
    for (int shift = 0; shift < 64; shift += 4) {
      name.append(Character.forDigit((int) (bits >>> shift) & 0xf, 16)).append('.');
    }
  }

  /** Collects names; the first name of an address is the one that it is called by. */
  private static final class Builder {
    private final Map<String, List<IpAddress>> addresses = new HashMap<>();
    private final Map<String, String> reverse = new HashMap<>();

    void add(String text, IpAddress address) {
      String name = text.toLowerCase(Locale.ROOT);
      if (name.endsWith(".")) {
        name = name.substring(0, name.length() - 1);
      }
      if (local(name) || !DnsName.writable(name)) {
        return;
      }
      List<IpAddress> known = addresses.computeIfAbsent(name, absent -> new ArrayList<>(1));
      if (!known.contains(address)) {
        known.add(address);
      }
      addReverse(address, name);
    }

    void addReverse(IpAddress address, String name) {
      reverse.putIfAbsent(reverseName(address), name);
    }

    HostNames build() {
      return new HostNames(addresses, reverse);
    }
  }
}
