package io.qnet.slirp.dhcp;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;

/**
 * An address that is not free.
 *
 * @param hostName what the client calls itself (option 12), fit to be printed; empty if it does not
 *     say
 * @param expiresAt when it is free again, in nanoseconds of the segment's clock
 */
public record Lease(
    ClientId client,
    MacAddress mac,
    String hostName,
    Ipv4Address address,
    State state,
    long expiresAt) {

  /** Why it is not free. */
  public enum State {
    /** Held for a client that was offered it. */
    OFFERED,
    /** A client uses it. */
    BOUND,
    /** A client found that somebody uses it without asking. */
    DECLINED
  }

  Lease in(State newState, long until) {
    return new Lease(client, mac, hostName, address, newState, until);
  }
}
