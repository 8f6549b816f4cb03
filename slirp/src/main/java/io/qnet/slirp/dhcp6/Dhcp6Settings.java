package io.qnet.slirp.dhcp6;

import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.wire.address.MacAddress;
import java.util.List;

/**
 * What a server tells.
 *
 * @param hosts the network whose addresses it gives
 * @param mac its own Ethernet address, by which clients know it again
 * @param dns whether to name the name server
 * @param searchDomains completed names; as they were checked for DHCPv4
 * @param bootFile the address (URL) of a boot file; empty for none
 */
public record Dhcp6Settings(
    Ipv6Hosts hosts, MacAddress mac, boolean dns, List<String> searchDomains, String bootFile) {
  /** Keeps a copy of its own. */
  public Dhcp6Settings {
    searchDomains = List.copyOf(searchDomains);
  }
}
