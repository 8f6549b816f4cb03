package io.qnet.slirp;

/**
 * Whom guests reach.
 *
 * @param icmp what becomes of pings
 * @param loopback whether the host itself is reached: its loopback by the router's address, and
 *     whatever listens at its other addresses
 * @param restrict whether nothing leaves the segment: no router and no name server is told of, and
 *     only what was forwarded on purpose passes
 */
public record PolicySettings(IcmpPolicy icmp, boolean loopback, boolean restrict) {
  /** The virtual hosts answer pings; everything that the host reaches, the guest does. */
  public static final PolicySettings DEFAULT = new PolicySettings(IcmpPolicy.GATEWAY, true, false);
}
