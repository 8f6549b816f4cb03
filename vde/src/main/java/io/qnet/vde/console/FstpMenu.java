package io.qnet.vde.console;

import io.qnet.vde.VirtualSwitch;
import java.util.List;

/** {@code fstp/…}: what there is of it without a spanning tree. */
final class FstpMenu {
  private static final String ONLY_A_SWITCH = "Can't use fstp in hub mode";

  private final Console.Identity identity;
  private final VirtualSwitch bridge;

  FstpMenu(Console.Identity identity, VirtualSwitch bridge) {
    this.identity = identity;
    this.bridge = bridge;
  }

  List<Command> commands() {
    Command.Action none = (argument, lines) -> Errno.ENOSYS;
    return List.of(
        Command.menu("fstp", "SPANNING TREE"),
        Command.list("fstp/showinfo", "", "whether it runs", this::showInfo),
        Command.list("fstp/setfstp", "0/1", "1 starts it, 0 ends it", this::setFstp),
        Command.order("fstp/setedge", "VLAN PORT 1/0", "whether only stations are there", none),
        Command.order("fstp/bonus", "VLAN PORT COST", "a lower cost for a port", none),
        Command.list("fstp/print", "[N]", "roles and states", none));
  }

  private Errno showInfo(String argument, List<String> lines) {
    lines.add("MAC " + identity.mac() + " Priority 32768 (0x8000)");
    lines.add("FSTP=false");
    return Errno.OK;
  }

  private Errno setFstp(String argument, List<String> lines) {
    if (new Arguments(argument).number(0) <= 0) {
      return Errno.OK;
    }
    if (bridge.snapshot().hub()) {
      lines.add(ONLY_A_SWITCH);
      return Errno.OK;
    }
    return Errno.ENOSYS;
  }
}
