package io.qnet.slirp;

import io.qnet.wire.address.Ipv4Address;
import org.jspecify.annotations.Nullable;

/**
 * Whom guests reach.
 *
 * @param icmp what becomes of pings
 * @param loopback whether the host itself is reached: its loopback by the router's address, and
 *     whatever listens at its other addresses
 * @param restrict whether nothing leaves the segment: no router and no name server that asks others
 *     is told of, and only what was forwarded on purpose passes
 * @param recursion whether the name server asks others for what it does not know
 * @param otherRouter the machine that guests are told is their router; this gateway then serves
 *     addresses, names and files, and carries nothing. Null if it is the router itself
 */
public record PolicySettings(
    IcmpPolicy icmp,
    boolean loopback,
    boolean restrict,
    boolean recursion,
    @Nullable Ipv4Address otherRouter) {
  /** The virtual hosts answer pings; everything that the host reaches, the guest does. */
  public static final PolicySettings DEFAULT = new PolicySettings(IcmpPolicy.GATEWAY, true, false);

  /** With the gateway for a router, and a name server that asks others. */
  public PolicySettings(IcmpPolicy icmp, boolean loopback, boolean restrict) {
    this(icmp, loopback, restrict, true, null);
  }

  /** Whether guests' packets go nowhere beyond the virtual hosts. */
  boolean carriesNothing() {
    return restrict || otherRouter != null;
  }

  /** Whether there is a name server: no question may be a way out of what is shut. */
  boolean names() {
    return !(restrict && recursion);
  }
}
