package io.qnet.launcher.station;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;

/**
 * What a station knows of its network once it has a lease.
 *
 * @param address its own
 * @param subnet what it reaches without the router
 * @param router where all else goes; 0.0.0.0 for none
 * @param dns the name server; 0.0.0.0 for none
 * @param server who gave the lease
 * @param leaseSeconds for how long
 * @param mtu longest IPv4 packet
 */
public record StationAddress(
    Ipv4Address address,
    Ipv4Subnet subnet,
    Ipv4Address router,
    Ipv4Address dns,
    Ipv4Address server,
    long leaseSeconds,
    int mtu) {
  /** Where a packet to {@code destination} goes first. */
  Ipv4Address nextHop(Ipv4Address destination) {
    return subnet.contains(destination) || router.isUnspecified() ? destination : router;
  }
}
