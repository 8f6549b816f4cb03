package io.qnet.slirp.ip;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * The virtual hosts of both families, and what their addresses mean.
 *
 * @param four those of IPv4
 * @param six those of IPv6; null if it is not spoken here
 */
public record SegmentHosts(VirtualHosts four, @Nullable Ipv6Hosts six) {
  /** Whether {@code address} belongs to one of them. */
  public boolean owns(IpAddress address) {
    return address instanceof Ipv4Address four4
        ? four.owns(four4)
        : six != null && six.owns((Ipv6Address) address);
  }

  /** Whether {@code mac} belongs to one of them. */
  boolean owns(MacAddress mac) {
    return four.owns(mac) || (six != null && six.owns(mac));
  }

  /** Whether {@code address} is the router's, which stands for the host itself. */
  public boolean isHost(IpAddress address) {
    return address instanceof Ipv4Address
        ? address.equals(four.host())
        : six != null && six.isHost((Ipv6Address) address);
  }

  /** Whether {@code address} is the name server's. */
  public boolean isDns(IpAddress address) {
    return address instanceof Ipv4Address
        ? address.equals(four.dns())
        : six != null && six.isDns(address);
  }

  /** Whether {@code address} is on the segment: a guest's, a virtual host's or nobody's. */
  public boolean onLink(IpAddress address) {
    return address instanceof Ipv4Address four4
        ? four.net().contains(four4)
        : six != null && six.onLink((Ipv6Address) address);
  }

  /** Whether every station of the segment is meant, or a group of them. */
  public boolean isForMany(IpAddress address) {
    return address instanceof Ipv4Address four4
        ? four.isBroadcast(four4) || four4.isMulticast()
        : address.isMulticast();
  }

  /** Whether a guest of the segment can have {@code address}. */
  public boolean mayBeGuest(IpAddress address) {
    return address instanceof Ipv4Address four4
        ? four.mayBeGuest(four4)
        : six != null && six.mayBeGuest((Ipv6Address) address);
  }

  /** The Ethernet address for packets from {@code source}. */
  MacAddress macOf(IpAddress source) {
    return source instanceof Ipv6Address six6 && six != null
        ? six.macOf(six6)
        : four.macOf(source instanceof Ipv4Address four4 ? four4 : four.host());
  }

  /** Where on the host a guest's destination is: the router stands for the host's own loopback. */
  public IpAddress toHost(IpAddress destination) {
    return destination instanceof Ipv6Address six6 && six != null
        ? six.toHost(six6)
        : destination instanceof Ipv4Address four4 ? four.toHost(four4) : destination;
  }

  /**
   * What {@code guest} is told about an address of the outside: it knows the host's loopback as the
   * router.
   */
  public IpAddress toGuest(IpAddress outside, IpAddress guest) {
    return guest instanceof Ipv6Address && six != null
        ? six.toGuest(outside)
        : four.toGuest(outside);
  }

  /** Who speaks to {@code guest} for the router. */
  public IpAddress routerFor(IpAddress guest) {
    return guest instanceof Ipv6Address six6 && six != null ? six.routerFor(six6) : four.host();
  }
}
