package io.qnet.slirp.dns;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What guests call themselves while they have an address: one label (RFC 1123, section 2.1), which
 * belongs to the first that took it. As many as there are leases.
 */
public final class GuestNames {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private final String domain;
  private final Map<String, Ipv4Address> addresses = new HashMap<>();
  private final Map<Ipv4Address, String> names = new HashMap<>();
  private final Map<String, String> reverse = new HashMap<>();

  /**
   * No names yet.
   *
   * @param domain what may follow a name, such as {@code lab.test}; empty for nothing
   */
  public GuestNames(String domain) {
    this.domain = domain.isEmpty() ? "" : "." + domain.toLowerCase(Locale.ROOT);
  }

  /** A guest at {@code address} calls itself so; a name that is none, or is taken, is no name. */
  public void add(Ipv4Address address, String hostName) {
    remove(address);
    String name = hostName.toLowerCase(Locale.ROOT);
    if (LABEL.matcher(name).matches() && addresses.putIfAbsent(name, address) == null) {
      names.put(address, name);
      reverse.put(HostNames.reverseName(address), name + domain);
    }
  }

  /** Nobody is at {@code address} any more. */
  public void remove(Ipv4Address address) {
    String name = names.remove(address);
    if (name != null) {
      addresses.remove(name);
      reverse.remove(HostNames.reverseName(address));
    }
  }

  /** The addresses of a name in lower case, with or without the domain; null if it is unknown. */
  @Nullable List<IpAddress> addresses(String name) {
    String label =
        !domain.isEmpty() && name.endsWith(domain)
            ? name.substring(0, name.length() - domain.length())
            : name;
    Ipv4Address address = addresses.get(label);
    return address == null ? null : List.of(address);
  }

  /** The name for a name under {@code in-addr.arpa}, or null. */
  @Nullable String reverse(String name) {
    return reverse.get(name);
  }
}
