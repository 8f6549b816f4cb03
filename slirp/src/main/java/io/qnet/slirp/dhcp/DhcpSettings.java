package io.qnet.slirp.dhcp;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.MacAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a DHCP server gives, and from which addresses. Start with {@link #builder}.
 *
 * @param server the server's own address, also the one to boot from
 * @param router null to name none
 * @param dns null to name none
 * @param first where the pool begins; it ends with the subnet, or after {@value #MAX_POOL}
 * @param reserved addresses that are nobody's: those of other virtual hosts. Server, router and dns
 *     need not be among them
 * @param fixed addresses of their own for some cards, inside or outside of the pool
 * @param hostName option 12; empty for none
 * @param domainName option 15; empty for none
 * @param searchDomains option 119 (RFC 3397)
 * @param mtu option 26, in octets; 0 for none
 * @param leaseSeconds longest lease
 * @param bootFile name of a boot file; empty for none
 * @param bootServerName option 66; empty for none
 */
public record DhcpSettings(
    Ipv4Subnet subnet,
    Ipv4Address server,
    @Nullable Ipv4Address router,
    @Nullable Ipv4Address dns,
    Ipv4Address first,
    Set<Ipv4Address> reserved,
    Map<MacAddress, Ipv4Address> fixed,
    String hostName,
    String domainName,
    List<String> searchDomains,
    int mtu,
    int leaseSeconds,
    String bootFile,
    String bootServerName) {

  /** Addresses in a pool, at most. */
  public static final int MAX_POOL = 4096;

  /** Shortest lease, in seconds. */
  public static final int MIN_LEASE_SECONDS = 60;

  private static final int MAX_TEXT = 255;
  private static final int MIN_MTU = 68;

  /** Rejects what could not be put into a message, or leaves no address to lease. */
  public DhcpSettings {
    reserved = Set.copyOf(reserved);
    fixed = Map.copyOf(fixed);
    searchDomains = List.copyOf(searchDomains);
    requireHost(subnet, "the DHCP server", server);
    requireHost(subnet, "the first DHCP address", first);
    fixed.forEach((mac, address) -> requireHost(subnet, "the address of " + mac, address));
    if (new HashSet<>(fixed.values()).size() < fixed.size()) {
      throw new IllegalArgumentException(
          "two cards have the same fixed address; give each its own: " + fixed);
    }
    requireText("host name", hostName, MAX_TEXT);
    requireText("domain name", domainName, MAX_TEXT);
    requireText("boot server name", bootServerName, MAX_TEXT);
    requireText("boot file name", bootFile, DhcpView.FILE_LENGTH - 1);
    DomainSearch.encode(searchDomains);
    if (mtu != 0 && (mtu < MIN_MTU || mtu > 65535)) {
      throw new IllegalArgumentException("an MTU is between 68 and 65535, but got " + mtu);
    }
    if (leaseSeconds < MIN_LEASE_SECONDS) {
      throw new IllegalArgumentException(
          "a lease lasts " + MIN_LEASE_SECONDS + " s at least, but got " + leaseSeconds);
    }
  }

  /** Settings to begin with: the server is the router, and the pool begins at the 15th address. */
  public static Builder builder(Ipv4Subnet subnet, Ipv4Address server) {
    return new Builder(subnet, server);
  }

  /** Where a client without a disk goes: the boot server if its name is an address, else here. */
  Ipv4Address bootServer() {
    try {
      return Ipv4Address.parse(bootServerName);
    } catch (IllegalArgumentException name) {
      return server;
    }
  }

  /** How many addresses the pool spans, those that are not for lease included. */
  int poolSize() {
    return (int)
        Math.min(MAX_POOL, subnet.broadcast().bits() - (long) first.bits()); // without broadcast
  }

  /** The addresses of the pool that no guest may have, apart from the fixed ones. */
  Set<Ipv4Address> notForLease() {
    Set<Ipv4Address> addresses = new HashSet<>(reserved);
    addresses.add(server);
    if (router != null) {
      addresses.add(router);
    }
    if (dns != null) {
      addresses.add(dns);
    }
    return addresses;
  }

  /** Whether a host of the subnet can have this address. */
  boolean host(Ipv4Address address) {
    return host(subnet, address);
  }

  private static boolean host(Ipv4Subnet subnet, Ipv4Address address) {
    return subnet.contains(address)
        && !address.equals(subnet.network())
        && !address.equals(subnet.broadcast());
  }

  private static void requireHost(Ipv4Subnet subnet, String what, Ipv4Address address) {
    if (!host(subnet, address)) {
      throw new IllegalArgumentException(
          what + " has to be a host of " + subnet + ", but is " + address);
    }
  }

  private static void requireText(String what, String text, int longest) {
    if (text.length() > longest || !text.matches("[\\x20-\\x7e]*")) {
      throw new IllegalArgumentException(
          "a " + what + " has at most " + longest + " ASCII characters, but got '" + text + "'");
    }
  }

  /** Collects settings; what is not given is left out of the answers. */
  public static final class Builder {
    private final Ipv4Subnet subnet;
    private final Ipv4Address server;
    private @Nullable Ipv4Address router;
    private @Nullable Ipv4Address dns;
    private Ipv4Address first;
    private Set<Ipv4Address> reserved = Set.of();
    private Map<MacAddress, Ipv4Address> fixed = Map.of();
    private String hostName = "";
    private String domainName = "";
    private List<String> searchDomains = List.of();
    private int mtu;
    private int leaseSeconds = 86400;
    private String bootFile = "";
    private String bootServerName = "";

    private Builder(Ipv4Subnet subnet, Ipv4Address server) {
      this.subnet = subnet;
      this.server = server;
      this.router = server;
      Ipv4Address fifteenth = subnet.network().plus(15);
      this.first = host(subnet, fifteenth) ? fifteenth : subnet.network().plus(1);
    }

    /** Sets {@link DhcpSettings#router}. */
    public Builder router(@Nullable Ipv4Address address) {
      router = address;
      return this;
    }

    /** Sets {@link DhcpSettings#dns}. */
    public Builder dns(@Nullable Ipv4Address address) {
      dns = address;
      return this;
    }

    /** Sets {@link DhcpSettings#first}. */
    public Builder first(Ipv4Address address) {
      first = address;
      return this;
    }

    /** Sets {@link DhcpSettings#reserved}. */
    public Builder reserved(Set<Ipv4Address> addresses) {
      reserved = addresses;
      return this;
    }

    /** Sets {@link DhcpSettings#fixed}. */
    public Builder fixed(Map<MacAddress, Ipv4Address> addresses) {
      fixed = addresses;
      return this;
    }

    /** Sets {@link DhcpSettings#hostName}. */
    public Builder hostName(String name) {
      hostName = name;
      return this;
    }

    /** Sets {@link DhcpSettings#domainName}. */
    public Builder domainName(String name) {
      domainName = name;
      return this;
    }

    /** Sets {@link DhcpSettings#searchDomains}. */
    public Builder searchDomains(List<String> domains) {
      searchDomains = domains;
      return this;
    }

    /** Sets {@link DhcpSettings#mtu}. */
    public Builder mtu(int octets) {
      mtu = octets;
      return this;
    }

    /** Sets {@link DhcpSettings#leaseSeconds}. */
    public Builder leaseSeconds(int seconds) {
      leaseSeconds = seconds;
      return this;
    }

    /** Sets {@link DhcpSettings#bootFile}. */
    public Builder bootFile(String name) {
      bootFile = name;
      return this;
    }

    /** Sets {@link DhcpSettings#bootServerName}. */
    public Builder bootServerName(String name) {
      bootServerName = name;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    public DhcpSettings build() {
      return new DhcpSettings(
          subnet,
          server,
          router,
          dns,
          first,
          reserved,
          fixed,
          hostName,
          domainName,
          searchDomains,
          mtu,
          leaseSeconds,
          bootFile,
          bootServerName);
    }
  }
}
