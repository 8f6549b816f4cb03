package io.qnet.launcher.user;

import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.IcmpPolicy;
import io.qnet.slirp.flow.FlowLimits;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;

/** The gateway's settings for the options of a command line. */
final class UserSettings {
  /** QEMU's: the fourth address of the network. */
  private static final int SMB = 4;

  private UserSettings() {}

  static GatewaySettings of(UserOptions options) {
    Ipv4Address smb = options.net().network().plus(SMB);
    return new GatewaySettings(
        new VirtualHosts(options.net(), options.host(), options.dns(), smb),
        options.dhcpStart(),
        options.hostName() == null ? "" : options.hostName(),
        options.domainName() == null ? "" : options.domainName(),
        options.dnsSearch(),
        options.mtu(),
        options.icmp() == Icmp.OFF ? IcmpPolicy.OFF : IcmpPolicy.GATEWAY,
        options.loopback(),
        options.ipv6() ? Ipv6Hosts.DEFAULT : null,
        FlowLimits.DEFAULT);
  }
}
