package io.qnet.vde;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.util.List;

/**
 * What a switch knows from the DHCP messages that pass.
 *
 * @param on whether it looks at them
 * @param leases that have not ended, in the order of VLANs and addresses
 */
public record Snooping(boolean on, List<Lease> leases) {
  /**
   * An address that a trusted server gave to a station.
   *
   * @param left until it ends, in nanoseconds
   */
  public record Lease(Ipv4Address address, MacAddress mac, int vlan, int port, long left) {}
}
