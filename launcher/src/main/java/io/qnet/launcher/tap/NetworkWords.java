package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.tap.network.Mode;
import io.qnet.tap.network.NetworkRequest;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words of a network. */
final class NetworkWords {
  private static final int BITS = 32;

  @Parameters(paramLabel = "NAME", description = "The bridge, and the name of all of it.")
  private String name = "";

  @Option(
      names = "--subnet",
      required = true,
      paramLabel = "A.B.C.0/N",
      description = "The guests' addresses; the host gets the first one.")
  private String subnet = "";

  @Option(
      names = "--nat",
      description = "Guests reach what this host reaches, by its address; only replies come in.")
  private boolean nat;

  @Option(
      names = "--routed",
      description = "By their own addresses, both ways; others need a route to them.")
  private boolean routed;

  @Option(names = "--isolated", description = "Guests reach each other and this host.")
  private boolean isolated;

  @Option(
      names = "--mtu",
      defaultValue = "1500",
      paramLabel = "OCTETS",
      description = "The largest IP datagram, told to guests by DHCP. Default: 1500.")
  private int mtu;

  @Option(
      names = "--no-services",
      description = "No DHCP and DNS: guests have addresses of their own.")
  private boolean noServices;

  NetworkRequest request() {
    return new NetworkRequest(name, subnet(), mode(), Mtu.checked(mtu), !noServices);
  }

  private Mode mode() {
    List<Mode> modes = new ArrayList<>();
    if (nat) {
      modes.add(Mode.NAT);
    }
    if (routed) {
      modes.add(Mode.ROUTED);
    }
    if (isolated) {
      modes.add(Mode.ISOLATED);
    }
    if (modes.size() != 1) {
      throw Failure.usage(
          modes.isEmpty()
              ? "a network needs --nat, --routed or --isolated"
              : "a network is either --" + modes.get(0) + " or --" + modes.get(1),
          "nothing was changed",
          "write --nat if guests are to reach what this host reaches");
    }
    return modes.get(0);
  }

  private Ipv4Subnet subnet() {
    String[] parts = subnet.split("/", -1);
    try {
      if (parts.length == 2 && parts[1].matches("[0-9]{1,2}")) {
        Ipv4Address address = Ipv4Address.parse(parts[0]);
        int bits = Integer.parseInt(parts[1]);
        Ipv4Subnet net = bits <= BITS ? new Ipv4Subnet(address, bits) : null;
        if (net != null && net.network().equals(address)) {
          return net;
        }
        if (net != null) {
          throw Failure.usage(
              "--subnet " + subnet + ": " + address + " is an address in it, not its first",
              "nothing was changed",
              "write --subnet " + net);
        }
      }
    } catch (IllegalArgumentException notAnAddress) {
      throw noSubnet().because(notAnAddress);
    }
    throw noSubnet();
  }

  private Failure noSubnet() {
    return Failure.usage(
        "--subnet " + subnet + " is no IPv4 network",
        "nothing was changed",
        "write an address and how many bits are common, such as --subnet 192.168.77.0/24");
  }
}
