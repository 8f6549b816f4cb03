package io.qnet.launcher.tap;

import io.qnet.tap.network.NetworkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qnet tap network}. */
@Command(
    name = "network",
    header = "a network for guests: bridge, rules, DHCP and DNS",
    customSynopsis =
        "qnet tap network NAME --subnet A.B.C.0/N --nat|--routed|--isolated [--mtu OCTETS] [--no-services]",
    description = {
      "Makes a bridge NAME with the subnet's first address; a table of nf_tables, inet qnet_NAME,"
          + " with a counter in each rule; and DHCP (second address) and DNS (third) by a qnet in"
          + " the background that is called NAME, too. No uplink and no default route is needed."
          + " Returns when all of it works. With --isolated DNS knows the names of this host and of"
          + " guests alone: other questions would be a way out of the network.",
      "",
      "Where this host forwarded nothing (ip_forward 0), a table inet qnet-guard goes on dropping"
          + " all that neither comes from nor goes to a network of qnet's; with the last network"
          + " both are as they were. What may stand in the way (Docker, firewalld, iptables,"
          + " br_netfilter) is told, with what to type, and left alone."
    },
    footer = {
      "  sudo qnet tap network lab --subnet 192.168.77.0/24 --nat",
      "  qnet leases --on lab                  who has which address",
      "  sudo nft list table inet qnet_lab     what passed which rule",
      "  sudo qnet tap undo lab",
      "",
      "Files:",
      "  /var/lib/qnet/tap/NAME.journal"
    })
final class NetworkCommand implements Callable<Integer> {
  private final HostChanges changes;

  @Mixin private NetworkWords words = new NetworkWords();

  NetworkCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    NetworkRequest request = words.request();
    return changes.apply(
        request,
        request.name()
            + ": "
            + request.subnet()
            + ", "
            + request.mode()
            + ", this host is "
            + request.router()
            + "; to plug in: -netdev bridge,id=net0,br="
            + request.name());
  }
}
