package io.qnet.slirp;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.util.List;
import java.util.Map;

/**
 * What guests are told about themselves.
 *
 * @param first the lowest address that is leased to whoever asks
 * @param fixed the addresses of guests that always get the same, by their cards
 * @param hostName DHCP option 12, empty for nothing
 * @param domainName DHCP option 15, empty for none
 * @param searchDomains DHCP option 119, and DNSSL of router advertisements
 * @param boot what to start from
 */
public record LeaseSettings(
    Ipv4Address first,
    Map<MacAddress, Ipv4Address> fixed,
    String hostName,
    String domainName,
    List<String> searchDomains,
    BootSettings boot) {
  /** Keeps its own copies. */
  public LeaseSettings {
    fixed = Map.copyOf(fixed);
    searchDomains = List.copyOf(searchDomains);
  }

  /** Addresses from {@code first} on, and no names. */
  public static LeaseSettings from(Ipv4Address first) {
    return new LeaseSettings(first, Map.of(), "", "", List.of(), BootSettings.NONE);
  }
}
