package io.qnet.launcher.tap;

import io.qnet.tap.network.BridgeRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qnet tap bridge}. */
@Command(
    name = "bridge",
    header = "a bridge of the kernel",
    customSynopsis =
        "qnet tap bridge NAME [--address A.B.C.D/N] [--mtu OCTETS] [--add DEVICE]... [--stp] [--i-know]",
    description = {
      "Makes a bridge, with an address of the host where one is given, and makes interfaces of the"
          + " host its ports.",
      "",
      "An interface with addresses is refused, because as a port it carries them no more: whoever"
          + " is logged in through it would lose the connection. With --i-know its addresses"
          + " and routes move to the bridge; undo moves them back. What could not be moved back"
          + " exactly is refused before anything is done. An IPv6 address that the kernel learned"
          + " from a router moves, too, until its time ends; the bridge learns one of its own."
    },
    footer = {
      "  sudo qnet tap bridge br0 --address 10.7.0.1/24",
      "  sudo qnet tap bridge br0 --add eth1",
      "  sudo qnet tap undo br0",
      "",
      "Files:",
      "  /var/lib/qnet/tap/NAME.journal"
    })
final class BridgeCommand implements Callable<Integer> {
  private final HostChanges changes;

  @Mixin private BridgeWords words = new BridgeWords();

  BridgeCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    BridgeRequest request = words.request();
    return changes.apply(
        request, request.name() + ": to plug in: -netdev bridge,id=net0,br=" + request.name());
  }
}
