package io.qnet.slirp.ip;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;

/**
 * The segment's IPv6 prefix and the hosts on it that exist only in the gateway. Both have a
 * link-local address, too: fe80::2 and fe80::3.
 *
 * @param prefix the guests' network; its bits beyond {@code prefixLength} are zero
 * @param prefixLength bits of the prefix: 0 to 126
 * @param host router; to the guest it is the host itself
 * @param dns name server
 */
public record Ipv6Hosts(Ipv6Address prefix, int prefixLength, Ipv6Address host, Ipv6Address dns) {
  private static final int HOST = 2;
  private static final int DNS = 3;

  /** QEMU's: fec0::/64, router ::2, name server ::3. */
  public static final Ipv6Hosts DEFAULT = of(new Ipv6Address(0xfec0L << 48, 0), 64);

  /** The router, as Neighbor Discovery knows it (RFC 4861, 4.2): fe80::2. */
  public static final Ipv6Address LINK_LOCAL_HOST = new Ipv6Address(0xfe80L << 48, HOST);

  /** The name server on the link: fe80::3. */
  static final Ipv6Address LINK_LOCAL_DNS = new Ipv6Address(0xfe80L << 48, DNS);

  private static final long PREFIX = 0x5256_0000_0000L;
  private static final long LOW = 0xffff_ffffL;

  /** The hosts of {@code prefix} where QEMU puts them: the second and the third address. */
  public static Ipv6Hosts of(Ipv6Address prefix, int prefixLength) {
    return new Ipv6Hosts(
        prefix,
        prefixLength,
        new Ipv6Address(prefix.high(), prefix.low() | HOST),
        new Ipv6Address(prefix.high(), prefix.low() | DNS));
  }

  /** Whether {@code address} has the prefix. */
  public boolean contains(Ipv6Address address) {
    return address.masked(prefixLength).equals(prefix);
  }

  /** Whether {@code address} is one of the virtual hosts'. */
  public boolean owns(Ipv6Address address) {
    return address.equals(host)
        || address.equals(dns)
        || address.equals(LINK_LOCAL_HOST)
        || address.equals(LINK_LOCAL_DNS);
  }

  /** Whether {@code address} is the name server's. */
  public boolean isDns(IpAddress address) {
    return address.equals(dns) || address.equals(LINK_LOCAL_DNS);
  }

  /** Whether {@code address} is the router's, which stands for the host. */
  boolean isHost(Ipv6Address address) {
    return address.equals(host) || address.equals(LINK_LOCAL_HOST);
  }

  /** Whether {@code mac} is the address of a virtual host. */
  boolean owns(MacAddress mac) {
    int low = (int) mac.bits();
    return (mac.bits() & ~LOW) == PREFIX
        && (low == (int) host.low() || low == (int) dns.low() || low == HOST || low == DNS);
  }

  /**
   * The Ethernet address for packets from {@code source}: 52:56 and the last four octets; all the
   * world lives at the router's.
   */
  public MacAddress macOf(Ipv6Address source) {
    Ipv6Address owner = owns(source) ? source : host;
    return MacAddress.of(PREFIX | (owner.low() & LOW));
  }

  /** Whether a guest of the segment can have {@code address}. */
  boolean mayBeGuest(Ipv6Address address) {
    boolean local = address.isLinkLocal() || contains(address);
    return local && !owns(address) && !address.isMulticast() && !address.embedsIpv4();
  }

  /** Whether {@code address} is on the link, so that no router leads to it. */
  boolean onLink(Ipv6Address address) {
    return contains(address) || address.isLinkLocal();
  }

  /** Where on the host a guest's destination is: the router stands for the host's own ::1. */
  IpAddress toHost(Ipv6Address destination) {
    return isHost(destination) ? Ipv6Address.LOOPBACK : destination;
  }

  /** What the guest is told about an address of the outside: it knows ::1 as the router. */
  Ipv6Address toGuest(IpAddress outside) {
    return outside instanceof Ipv6Address six && !six.isLoopback() ? six : host;
  }

  /** Who speaks to {@code guest} for the router: of the same scope, so that it can be answered. */
  Ipv6Address routerFor(Ipv6Address guest) {
    return guest.isLinkLocal() ? LINK_LOCAL_HOST : host;
  }
}
