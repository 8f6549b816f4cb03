package io.qnet.slirp;

import io.qnet.slirp.flow.FlowLimits;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.nat.NatBehaviour;
import io.qnet.wire.packet.Ipv6View;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is told once. {@link #DEFAULT} is what QEMU's user mode does without any option.
 *
 * @param hosts the IPv4 network and its virtual hosts
 * @param ipv4 whether IPv4 is spoken
 * @param ipv6 the IPv6 prefix and its virtual hosts; null if IPv6 is not spoken
 * @param mtu longest packet of the segment, in octets
 * @param leases what guests are told about themselves
 * @param policy whom guests reach
 * @param limits how many flows there may be
 * @param nat how guests' ports become ports of the host
 */
public record GatewaySettings(
    VirtualHosts hosts,
    boolean ipv4,
    @Nullable Ipv6Hosts ipv6,
    int mtu,
    LeaseSettings leases,
    PolicySettings policy,
    FlowLimits limits,
    NatBehaviour nat) {
  /** 10.0.2.0/24, router 10.0.2.2, name server 10.0.2.3, first guest 10.0.2.15, MTU 1500. */
  public static final GatewaySettings DEFAULT =
      new GatewaySettings(
          new VirtualHosts(
              new Ipv4Subnet(new Ipv4Address(0x0a000200), 24),
              new Ipv4Address(0x0a000202),
              new Ipv4Address(0x0a000203),
              new Ipv4Address(0x0a000204)),
          true,
          Ipv6Hosts.DEFAULT,
          1500,
          LeaseSettings.from(new Ipv4Address(0x0a00020f)),
          PolicySettings.DEFAULT,
          FlowLimits.DEFAULT,
          NatBehaviour.DEFAULT);

  /** Packets of less than 1280 octets carry no IPv6. */
  public GatewaySettings {
    ipv6 = mtu < Ipv6View.MINIMUM_MTU ? null : ipv6;
  }

  /** The same with another policy. */
  public GatewaySettings with(PolicySettings other) {
    return new GatewaySettings(hosts, ipv4, ipv6, mtu, leases, other, limits, nat);
  }

  /** The same with other limits. */
  public GatewaySettings with(FlowLimits other) {
    return new GatewaySettings(hosts, ipv4, ipv6, mtu, leases, policy, other, nat);
  }

  /** The same with other leases. */
  public GatewaySettings with(LeaseSettings other) {
    return new GatewaySettings(hosts, ipv4, ipv6, mtu, other, policy, limits, nat);
  }

  /** The same with another behaviour. */
  public GatewaySettings with(NatBehaviour other) {
    return new GatewaySettings(hosts, ipv4, ipv6, mtu, leases, policy, limits, other);
  }

  /** The same without IPv4. */
  public GatewaySettings withoutIpv4() {
    return new GatewaySettings(hosts, false, ipv6, mtu, leases, policy, limits, nat);
  }
}
