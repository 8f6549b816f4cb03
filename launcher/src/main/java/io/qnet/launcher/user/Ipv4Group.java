package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The IPv4 network and its virtual hosts: QEMU's defaults, and QEMU's rules. */
final class Ipv4Group implements OptionGroup {
  private static final int HOST = 0x0202;
  private static final int DHCP_START = 0x020f;
  private static final int DNS = 0x0203;

  /** QEMU's: the fourth address of the network. */
  private static final int SMB = 4;

  private Ipv4Subnet net = new Ipv4Subnet(Ipv4Address.parse("10.0.2.0"), 24);
  private @Nullable Ipv4Address host;
  private @Nullable Ipv4Address dhcpStart;
  private @Nullable Ipv4Address dns;
  private @Nullable Ipv4Address router;
  private @Nullable String lastKey;

  @Override
  public List<String> keys() {
    return List.of("net", "ip", "host", "dhcpstart", "dns", "router");
  }

  @Override
  public void take(String key, String value) {
    lastKey = key;
    switch (key) {
      case "host" -> host = Ipv4Address.parse(value);
      case "dhcpstart" -> dhcpStart = Ipv4Address.parse(value);
      case "dns" -> dns = Ipv4Address.parse(value);
      case "router" -> router = Ipv4Address.parse(value);
      default -> net = Network.parse(value);
    }
  }

  /** Addresses that go together. */
  record Checked(VirtualHosts hosts, Ipv4Address dhcpStart) {}

  /** One of its keys that was written; null if none was. */
  @Nullable String written() {
    return lastKey;
  }

  /** Fills in what was not written, and refuses what cannot work. */
  Checked check(boolean restrict) {
    Ipv4Address gateway = host != null ? host : in(HOST);
    Ipv4Address start = dhcpStart != null ? dhcpStart : in(DHCP_START);
    Ipv4Address names = dns != null ? dns : in(DNS);
    require(
        net.contains(gateway),
        "host=" + gateway + " is not in net=" + net,
        "the guest could not reach its gateway",
        "choose one of that network, such as host=" + in(HOST));
    require(
        !names.equals(gateway),
        "dns and host are both " + gateway,
        "the name server must differ from the gateway",
        "write dns=ADDRESS with another address of " + net);
    require(
        !start.equals(gateway) && !start.equals(names),
        "dhcpstart=" + start + " is " + (start.equals(gateway) ? "the gateway" : "the name server"),
        "the first guest would be given an address that is taken",
        "write dhcpstart=ADDRESS with another address of " + net);
    require(
        net.contains(start),
        "dhcpstart=" + start + " is not in net=" + net,
        "the guest would be given an address from which it reaches nobody",
        "write dhcpstart=ADDRESS with an address of that network");
    require(
        !restrict || net.contains(names),
        "dns=" + names + " is not in net=" + net,
        "with restrict=on the guest reaches nobody beyond its network",
        "leave dns= out, or write restrict=off");
    for (Ipv4Address address : List.of(gateway, start, names)) {
      require(
          !address.equals(net.network()) && !address.equals(net.broadcast()),
          address + " is the first or the last address of net=" + net,
          "no machine can have it: they mean the network and everybody in it",
          "take a larger network such as net=10.0.2.0/24, or write host=, dns= and dhcpstart=");
    }
    requireRouter(gateway, names);
    // where others are at home, too, an address that nobody asked for stays theirs
    Ipv4Address files = router == null ? net.network().plus(SMB) : gateway;
    return new Checked(new VirtualHosts(net, gateway, names, files), start);
  }

  /** The guests' router, if that is another machine. */
  @Nullable Ipv4Address router() {
    return router;
  }

  private void requireRouter(Ipv4Address gateway, Ipv4Address names) {
    Ipv4Address other = router;
    require(
        other == null || (net.contains(other) && !other.equals(gateway) && !other.equals(names)),
        "router=" + other + " is no other machine of net=" + net,
        "guests would have no way out",
        "write an address of " + net + " that is neither host= nor dns=, or leave it out");
  }

  private Ipv4Address in(int number) {
    return new Ipv4Address(net.network().bits() | (number & ~net.netmask().bits()));
  }

  private static void require(boolean holds, String what, String meaning, String remedy) {
    if (!holds) {
      throw Failure.usage(what, meaning, remedy);
    }
  }
}
