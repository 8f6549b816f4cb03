package io.qnet.slirp;

import io.qnet.slirp.flow.FlowLimits;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.packet.Ipv6View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is told once. {@link #DEFAULT} is what QEMU's user mode does without any option.
 *
 * @param hosts the network and its virtual hosts
 * @param firstLease the lowest address for guests
 * @param hostname what DHCP calls the guest (option 12), empty for nothing
 * @param domainName DHCP option 15, empty for none
 * @param searchDomains DHCP option 119
 * @param mtu longest packet of the segment, in octets
 * @param icmp what becomes of pings
 * @param loopback whether the guest reaches the host's loopback by the router's address
 * @param ipv6 the IPv6 prefix and its virtual hosts; null if IPv6 is not spoken
 * @param limits how many flows there may be
 */
public record GatewaySettings(
    VirtualHosts hosts,
    Ipv4Address firstLease,
    String hostname,
    String domainName,
    List<String> searchDomains,
    int mtu,
    IcmpPolicy icmp,
    boolean loopback,
    @Nullable Ipv6Hosts ipv6,
    FlowLimits limits) {
  /** 10.0.2.0/24, router 10.0.2.2, name server 10.0.2.3, first guest 10.0.2.15, MTU 1500. */
  public static final GatewaySettings DEFAULT =
      new GatewaySettings(
          new VirtualHosts(
              new Ipv4Subnet(new Ipv4Address(0x0a000200), 24),
              new Ipv4Address(0x0a000202),
              new Ipv4Address(0x0a000203),
              new Ipv4Address(0x0a000204)),
          new Ipv4Address(0x0a00020f),
          "",
          "",
          List.of(),
          1500,
          IcmpPolicy.GATEWAY,
          true,
          Ipv6Hosts.DEFAULT,
          FlowLimits.DEFAULT);

  /** Keeps its own copy of the list; packets of less than 1280 octets carry no IPv6. */
  public GatewaySettings {
    searchDomains = List.copyOf(searchDomains);
    ipv6 = mtu < Ipv6View.MINIMUM_MTU ? null : ipv6;
  }
}
