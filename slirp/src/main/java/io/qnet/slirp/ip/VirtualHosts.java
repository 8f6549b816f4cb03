package io.qnet.slirp.ip;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.MacAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The segment's network and the hosts on it that exist only in the gateway.
 *
 * @param net the guests' network
 * @param host router and DHCP server; to the guest it is the host itself
 * @param dns name server
 * @param smb file server
 * @param others answer only where somebody was told to
 */
public record VirtualHosts(
    Ipv4Subnet net, Ipv4Address host, Ipv4Address dns, Ipv4Address smb, Set<Ipv4Address> others) {
  private static final long PREFIX = 0x5255_0000_0000L;

  /** Keeps a copy of its own. */
  public VirtualHosts {
    others = Set.copyOf(others);
  }

  /** Without others. */
  public VirtualHosts(Ipv4Subnet net, Ipv4Address host, Ipv4Address dns, Ipv4Address smb) {
    this(net, host, dns, smb, Set.of());
  }

  /** The addresses of all of them. */
  public Set<Ipv4Address> all() {
    Set<Ipv4Address> all = new HashSet<>(others);
    all.addAll(List.of(host, dns, smb));
    return all;
  }

  /** Whether {@code address} is one of them. */
  public boolean owns(Ipv4Address address) {
    return address.equals(host)
        || address.equals(dns)
        || address.equals(smb)
        || (!others.isEmpty() && others.contains(address));
  }

  /** Whether {@code mac} is the address of one of them. */
  boolean owns(MacAddress mac) {
    return (mac.bits() & 0xffff_0000_0000L) == PREFIX && owns(new Ipv4Address((int) mac.bits()));
  }

  /**
   * The Ethernet address for packets from {@code source}: 52:55 and the four octets; all the world
   * lives at the router's.
   */
  MacAddress macOf(Ipv4Address source) {
    Ipv4Address owner = owns(source) ? source : host;
    return MacAddress.of(PREFIX | (owner.bits() & 0xffff_ffffL));
  }

  /** Whether every station of the segment is meant. */
  public boolean isBroadcast(Ipv4Address address) {
    return address.equals(Ipv4Address.BROADCAST) || address.equals(net.broadcast());
  }

  /** Whether a guest of the segment can have {@code address}: neither all of them nor none. */
  boolean mayBeGuest(Ipv4Address address) {
    return net.contains(address) && !isBroadcast(address) && !address.equals(net.network());
  }

  /**
   * Where on the host a guest's destination is: the router's address stands for the host's own
   * loopback.
   */
  public IpAddress toHost(Ipv4Address destination) {
    return destination.equals(host) ? Ipv4Address.LOOPBACK : destination;
  }

  /**
   * What the guest is told about an address of the outside: it knows the host's loopback as the
   * router.
   */
  public Ipv4Address toGuest(IpAddress outside) {
    return outside instanceof Ipv4Address four && !four.isLoopback() ? four : host;
  }
}
