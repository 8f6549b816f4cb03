package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import org.jspecify.annotations.Nullable;

/** The three virtual addresses of a network: QEMU's defaults, and QEMU's rules. */
final class Addresses {
  private static final int HOST = 0x0202;
  private static final int DHCP_START = 0x020f;
  private static final int DNS = 0x0203;

  private Addresses() {}

  /** Addresses that go together. */
  record Checked(Ipv4Address host, Ipv4Address dhcpStart, Ipv4Address dns) {}

  /** Fills in what was not written, and refuses what cannot work. */
  static Checked check(
      Ipv4Subnet net,
      @Nullable Ipv4Address givenHost,
      @Nullable Ipv4Address givenStart,
      @Nullable Ipv4Address givenDns) {
    Ipv4Address host = givenHost != null ? givenHost : in(net, HOST);
    Ipv4Address start = givenStart != null ? givenStart : in(net, DHCP_START);
    Ipv4Address dns = givenDns != null ? givenDns : in(net, DNS);
    require(
        net.contains(host),
        "host=" + host + " is not in net=" + net,
        "the guest could not reach its gateway",
        "choose one of that network, such as host=" + in(net, HOST));
    require(
        !dns.equals(host),
        "dns and host are both " + host,
        "the name server must differ from the gateway",
        "write dns=ADDRESS with another address of " + net);
    require(
        !start.equals(host) && !start.equals(dns),
        "dhcpstart=" + start + " is " + (start.equals(host) ? "the gateway" : "the name server"),
        "the first guest would be given an address that is taken",
        "write dhcpstart=ADDRESS with another address of " + net);
    require(
        net.contains(start),
        "dhcpstart=" + start + " is not in net=" + net,
        "the guest would be given an address from which it reaches nobody",
        "write dhcpstart=ADDRESS with an address of that network");
    for (Ipv4Address address : new Ipv4Address[] {host, start, dns}) {
      require(
          !address.equals(net.network()) && !address.equals(net.broadcast()),
          address + " is the first or the last address of net=" + net,
          "no machine can have it: they mean the network and everybody in it",
          "take a larger network such as net=10.0.2.0/24, or write host=, dns= and dhcpstart=");
    }
    return new Checked(host, start, dns);
  }

  private static Ipv4Address in(Ipv4Subnet net, int number) {
    return new Ipv4Address(net.network().bits() | (number & ~net.netmask().bits()));
  }

  private static void require(boolean holds, String what, String meaning, String remedy) {
    if (!holds) {
      throw Failure.usage(what, meaning, remedy);
    }
  }
}
