package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code qnet tap}: TAP devices, bridges and networks of this host. */
@Command(
    name = "tap",
    header = "TAP devices, bridges and networks on this host",
    customSynopsis = {
      "qnet tap network NAME --subnet A.B.C.0/N --nat|--routed|--isolated [OPTIONS]",
      "  qnet tap bridge NAME [OPTIONS]",
      "  qnet tap create DEVICE [OPTIONS]      qnet tap delete DEVICE [--netns NAME] [--i-know]",
      "  qnet tap list [--netns NAME] [-o table|json]",
      "  qnet tap plan network|bridge|create ...",
      "  qnet tap undo NAME",
      "  qnet tap helper [--acl FILE] [--use-vnet] --fd=N --br=BRIDGE      (QEMU calls it)",
      "  qnet tap broker [--acl FILE] [--socket PATH] [--audit FILE]"
    },
    description = {
      "Joins machines to the host's own network: QEMU's -netdev tap and -netdev bridge plug into"
          + " what is made here. Whatever is changed on the host is a transaction: written down"
          + " before it is done, taken back whole if a step fails, and undone exactly by"
          + " 'qnet tap undo NAME', also after kill -9. After the machine's restart nothing of it"
          + " is left.",
      "",
      "Needs root, or CAP_NET_ADMIN (which is not shown whether iptables-legacy has rules); plan and"
          + " list do not. Uses ip and nft. The interface of the"
          + " default route is never touched, unless --i-know is written."
    },
    footer = {
      "  sudo qnet tap network lab --subnet 192.168.77.0/24 --nat",
      "  sudo qnet tap create tap0 --owner $USER --bridge lab",
      "  qemu-system-x86_64 ... -netdev tap,id=n0,ifname=tap0,script=no -device e1000,netdev=n0",
      "  sudo qnet tap undo tap0",
      "  sudo qnet tap undo lab",
      "",
      "Files:",
      "  /var/lib/qnet/tap/NAME.journal     what was done, and what takes it back;",
      "                                     in $XDG_STATE_HOME/qnet/tap where that is set"
    })
public final class TapCommand implements Callable<Integer> {
  private TapCommand() {}

  /** The verb with all of its own. */
  public static CommandLine of(Terminal terminal) {
    HostChanges changes = new HostChanges(terminal);
    return new CommandLine(new TapCommand())
        .addSubcommand(new CreateCommand(changes))
        .addSubcommand(new DeleteCommand(changes))
        .addSubcommand(new ListCommand(changes))
        .addSubcommand(new BridgeCommand(changes))
        .addSubcommand(new NetworkCommand(changes))
        .addSubcommand(new PlanCommand(changes))
        .addSubcommand(new UndoCommand(changes))
        .addSubcommand(new HelperCommand(changes))
        .addSubcommand(new BrokerCommand(changes))
        .addSubcommand(new ServeCommand(changes));
  }

  @Override
  public Integer call() {
    throw Failure.usage(
        "qnet tap needs a verb",
        "nothing was done",
        "valid here: create, delete, list, bridge, network, plan, undo, helper, broker");
  }
}
