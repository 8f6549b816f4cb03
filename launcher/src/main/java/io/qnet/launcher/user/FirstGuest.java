package io.qnet.launcher.user;

import io.qnet.slirp.dhcp.DhcpEvent;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.address.Ipv4Address;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who is meant by a rule that names no guest: of those that have a lease, the one that got it
 * first; while nobody has one, the address that the first will get. Told on the segment's thread,
 * asked from any.
 */
final class FirstGuest implements Consumer<GatewayEvent> {
  private final Ipv4Address expected;

  /** In the order in which they were given; at most as many as DHCP has. */
  private final Set<Ipv4Address> leased = new LinkedHashSet<>();

  private volatile Ipv4Address address;

  /** Where nobody has a lease, it is {@code expected}. */
  FirstGuest(Ipv4Address expected) {
    this.expected = expected;
    this.address = expected;
  }

  Ipv4Address address() {
    return address;
  }

  @Override
  public void accept(GatewayEvent event) {
    if (event instanceof GatewayEvent.LeaseChanged lease
        && lease.change() instanceof DhcpEvent.OfLease change) {
      if (change instanceof DhcpEvent.Leased) {
        leased.add(change.address());
      } else {
        leased.remove(change.address());
      }
      address = leased.isEmpty() ? expected : leased.iterator().next();
    }
  }
}
