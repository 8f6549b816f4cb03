package io.qnet.vde.console;

import io.qnet.vde.PortRow;
import io.qnet.vde.PortState;
import io.qnet.vde.SwitchControl;
import io.qnet.vde.VirtualSwitch;
import java.util.List;
import java.util.Locale;

/** {@code vlan/…}. */
final class VlanMenu {
  private final VirtualSwitch bridge;
  private final SwitchControl control;

  VlanMenu(VirtualSwitch bridge) {
    this.bridge = bridge;
    this.control = bridge.control();
  }

  List<Command> commands() {
    return List.of(
        Command.menu("vlan", "VLANS"),
        Command.order(
            "vlan/create",
            "N",
            "make VLAN N",
            (text, lines) -> Errno.of(control.createVlan(new Arguments(text).number(0)))),
        Command.order(
            "vlan/remove",
            "N",
            "take VLAN N away",
            (text, lines) -> Errno.of(control.removeVlan(new Arguments(text).number(0)))),
        Command.order(
            "vlan/addport",
            "N PORT",
            "frames of VLAN N bear a tag at PORT",
            (text, lines) -> {
              Arguments words = new Arguments(text);
              return Errno.of(control.addTagged(words.number(0), words.number(1)));
            }),
        Command.order(
            "vlan/delport",
            "N PORT",
            "PORT is out of VLAN N",
            (text, lines) -> {
              Arguments words = new Arguments(text);
              return Errno.of(control.removeTagged(words.number(0), words.number(1)));
            }),
        Command.list(
            "vlan/print",
            "[N]",
            "VLANs and their ports with cables",
            (text, lines) -> print(text, lines, false)),
        Command.list(
            "vlan/allprint",
            "[N]",
            "VLANs and all their ports",
            (text, lines) -> print(text, lines, true)));
  }

  private Errno print(String text, List<String> lines, boolean inactive) {
    Arguments words = new Arguments(text);
    int only = words.isEmpty() ? -1 : Math.max(0, words.number(0));
    if (only >= 0 && !control.vlans().contains(only)) {
      return Errno.ENXIO;
    }
    List<PortRow> ports = bridge.snapshot().ports();
    for (int vlan : control.vlans()) {
      if (only < 0 || only == vlan) {
        lines.add(String.format(Locale.ROOT, "VLAN %04d", vlan));
        for (PortRow port : ports) {
          boolean tagged = port.tagged().contains(vlan);
          if ((tagged || port.untagged() == vlan) && (inactive || !port.plugs().isEmpty())) {
            lines.add(line(port, tagged));
          }
        }
      }
    }
    return Errno.OK;
  }

  private static String line(PortRow port, boolean tagged) {
    boolean active = !port.plugs().isEmpty();
    PortState state = active ? port.state() : PortState.LEARNING;
    String name = state.name();
    return String.format(
        Locale.ROOT,
        " -- Port %04d tagged=%d active=%d status=%s",
        port.number(),
        tagged ? 1 : 0,
        active ? 1 : 0,
        name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
  }
}
