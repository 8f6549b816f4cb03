package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.BootSettings;
import io.qnet.slirp.LeaseSettings;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What guests are told about themselves: names, and addresses that some cards always get. */
final class GuestGroup implements OptionGroup {
  private static final int MOST_LEASES = 4096;

  private final List<String> searchDomains = new ArrayList<>();
  private final Map<MacAddress, Ipv4Address> leases = new LinkedHashMap<>();
  private String domainName = "";
  private String hostName = "";

  @Override
  public List<String> keys() {
    return List.of("dnssearch", "domainname", "hostname", "lease");
  }

  @Override
  public void take(String key, String value) {
    switch (key) {
      case "dnssearch" -> searchDomains.add(Names.domain(value));
      case "domainname" -> domainName = Names.text(value);
      case "hostname" -> hostName = Names.text(value);
      default -> lease(value);
    }
  }

  private void lease(String value) {
    int equals = value.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(
          "a lease is a card and an address, as in lease=52:54:00:12:34:56=10.0.2.20");
    }
    if (leases.size() >= MOST_LEASES) {
      throw new IllegalArgumentException("more than " + MOST_LEASES + " leases");
    }
    MacAddress card = MacAddress.parse(value.substring(0, equals));
    if (card.isGroup()) {
      throw new IllegalArgumentException(card + " is the address of a group, not of a card");
    }
    leases.put(card, Ipv4Address.parse(value.substring(equals + 1)));
  }

  /** Everything that was written, for guests of {@code network}. */
  LeaseSettings check(Ipv4Group.Checked network, BootSettings boot) {
    Map<Ipv4Address, MacAddress> owners = new LinkedHashMap<>();
    leases.forEach(
        (card, address) -> {
          requireFree(network.hosts(), card, address);
          MacAddress other = owners.put(address, card);
          if (other != null) {
            throw Failure.usage(
                "lease= gives " + address + " to " + other + " and to " + card,
                "two machines cannot have one address",
                "give each its own");
          }
        });
    return new LeaseSettings(
        network.dhcpStart(), leases, hostName, domainName, searchDomains, boot);
  }

  private static void requireFree(VirtualHosts hosts, MacAddress card, Ipv4Address address) {
    boolean inside =
        hosts.net().contains(address)
            && !address.equals(hosts.net().network())
            && !address.equals(hosts.net().broadcast());
    if (!inside || hosts.owns(address)) {
      throw Failure.usage(
          "lease=" + card + "=" + address + (inside ? " is taken" : " is not in " + hosts.net()),
          inside
              ? "the gateway, the name server or the file server has that address"
              : "the guest would be given an address from which it reaches nobody",
          "write an address of " + hosts.net() + " that nobody has");
    }
  }
}
