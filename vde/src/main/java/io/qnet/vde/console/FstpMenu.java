package io.qnet.vde.console;

import io.qnet.vde.PortRow;
import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.SwitchTree;
import io.qnet.vde.VirtualSwitch;
import io.qnet.vde.stp.BridgeId;
import io.qnet.vde.stp.PortRole;
import io.qnet.vde.stp.PortSettings;
import io.qnet.vde.stp.TreePortRow;
import io.qnet.vde.stp.TreeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code fstp/…}. The original has a tree for each VLAN and a protocol of its own; here one tree of
 * RSTP serves all VLANs, so that an order for one is an order for all.
 */
final class FstpMenu {
  private static final String ONLY_A_SWITCH = "Can't use fstp in hub mode";
  private static final BridgeId NOBODY = new BridgeId(-1);

  private final VirtualSwitch bridge;
  private final SwitchTree tree;
  private int bonusPort;
  private int bonusCost;

  FstpMenu(VirtualSwitch bridge) {
    this.bridge = bridge;
    this.tree = bridge.tree();
  }

  List<Command> commands() {
    return List.of(
        Command.menu("fstp", "SPANNING TREE"),
        Command.list("fstp/showinfo", "", "whether it runs", this::showInfo),
        Command.list("fstp/setfstp", "0/1", "1 starts it, 0 ends it", this::setFstp),
        Command.order(
            "fstp/setedge", "VLAN PORT 1/0", "whether only stations are there", this::setEdge),
        Command.order("fstp/bonus", "VLAN PORT COST", "a lower cost for a port", this::bonus),
        Command.list("fstp/print", "[N]", "roles and states", this::print));
  }

  private Errno showInfo(String argument, List<String> lines) {
    int priority = tree.settings().priority();
    lines.add(
        String.format(
            Locale.ROOT,
            "MAC %s Priority %d (0x%x)",
            tree.settings().address(),
            priority,
            priority));
    lines.add("FSTP=" + tree.running());
    return Errno.OK;
  }

  private Errno setFstp(String argument, List<String> lines) {
    if (new Arguments(argument).number(0) <= 0) {
      tree.stop();
    } else if (bridge.snapshot().hub()) {
      lines.add(ONLY_A_SWITCH);
    } else {
      tree.start();
    }
    return Errno.OK;
  }

  private Errno setEdge(String argument, List<String> lines) {
    Arguments words = new Arguments(argument);
    Errno wrong = check(words);
    if (wrong == null) {
      tree.configure(words.number(1), told -> told.withEdge(words.number(2) > 0));
    }
    return wrong == null ? Errno.OK : wrong;
  }

  private Errno bonus(String argument, List<String> lines) {
    Arguments words = new Arguments(argument);
    Errno wrong = check(words);
    if (wrong != null) {
      return wrong;
    }
    bonusPort = words.number(1);
    bonusCost = words.number(2);
    long cost = Math.max(1, PortSettings.DEFAULT_PATH_COST - bonusCost);
    tree.configure(bonusPort, told -> told.withPathCost(cost));
    return Errno.OK;
  }

  private @Nullable Errno check(Arguments words) {
    if (words.number(0) < 0 || words.number(1) < 0 || words.number(2) < 0) {
      return Errno.EINVAL;
    }
    if (!bridge.control().vlans().contains(words.number(0))) {
      return Errno.ENXIO;
    }
    return words.number(1) > bridge.control().ports() ? Errno.EINVAL : null;
  }

  private Errno print(String argument, List<String> lines) {
    Arguments words = new Arguments(argument);
    int only = words.isEmpty() ? -1 : Math.max(0, words.number(0));
    List<Integer> vlans = bridge.control().vlans();
    if (only >= 0 && !vlans.contains(only)) {
      return Errno.ENXIO;
    }
    SwitchSnapshot now = bridge.snapshot();
    for (int vlan : vlans) {
      if (only < 0 || only == vlan) {
        print(vlan, now, lines);
      }
    }
    return Errno.OK;
  }

  private void print(int vlan, SwitchSnapshot now, List<String> lines) {
    TreeSnapshot seen = now.tree();
    BridgeId self = BridgeId.of(tree.settings().priority(), tree.settings().address());
    boolean root = seen == null || seen.isRoot();
    lines.add(
        String.format(
            Locale.ROOT,
            "FST DATA VLAN %04d %s%s",
            vlan,
            root ? "ROOTSWITCH " : "",
            seen == null ? "FSTP IS DISABLED" : ""));
    lines.add(" ++ root " + octets(seen == null ? self : seen.root()));
    lines.add(" ++ designated " + octets(seen == null ? NOBODY : designated(seen)));
    Duration age = seen == null ? null : seen.sinceChange();
    lines.add(
        String.format(
            Locale.ROOT,
            " ++ rootport %04d cost %d age %d bonusport %04d bonuscost %d",
            seen == null ? 0 : seen.rootPort(),
            seen == null ? 0 : seen.rootCost(),
            age == null ? 0 : age.toSeconds(),
            bonusPort,
            bonusCost));
    for (PortRow port : now.ports()) {
      boolean tagged = port.tagged().contains(vlan);
      if (port.up() && (tagged || port.untagged() == vlan)) {
        lines.add(
            String.format(
                Locale.ROOT,
                " -- Port %04d tagged=%d portcost=%d role=%s",
                port.number(),
                tagged ? 1 : 0,
                tree.settings(port.number()).pathCost(),
                role(seen, port.number())));
      }
    }
  }

  private static BridgeId designated(TreeSnapshot seen) {
    return seen.ports().stream()
        .filter(row -> row.port() == seen.rootPort())
        .map(TreePortRow::designatedBridge)
        .findFirst()
        .orElse(NOBODY);
  }

  private String role(@Nullable TreeSnapshot seen, int port) {
    TreePortRow row =
        seen == null
            ? null
            : seen.ports().stream().filter(each -> each.port() == port).findFirst().orElse(null);
    boolean edge = row == null ? tree.settings(port).edge() : row.edge();
    PortRole role = row == null ? PortRole.DESIGNATED : row.role();
    if (edge && role == PortRole.DESIGNATED) {
      return "Edge";
    }
    String name = role.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  /** Priority and address as eight octets. */
  private static String octets(BridgeId id) {
    StringBuilder text = new StringBuilder();
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      text.append(String.format(Locale.ROOT, "%02x", id.bits() >>> shift & 0xff));
      text.append(shift == 0 ? "" : ":");
    }
    return text.toString();
  }
}
