package io.qnet.vde.stp;

import io.qnet.vde.stp.TreePort.InfoIs;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the root, the way to it, and a role for each port: the Port Role Selection machine of
 * IEEE 802.1D-2004, 17.28. One for all ports.
 */
final class RoleSelection {
  /** A cost has 32 bits in a BPDU: a way that costs more is not cheaper for that. */
  private static final long MOST_COST = 0xffff_ffffL;

  private final BridgeState bridge;

  RoleSelection(BridgeState bridge) {
    this.bridge = bridge;
  }

  boolean step() {
    boolean asked = false;
    for (TreePort port : bridge.ports) {
      asked |= port.reselect;
      port.reselect = false;
    }
    if (asked) {
      updtRolesTree();
      bridge.ports.forEach(port -> port.selected = true);
    }
    return asked;
  }

  /** 17.21.25. */
  private void updtRolesTree() {
    BridgeId oldRoot = bridge.rootPriority.root();
    int oldPort = bridge.rootPort;
    long oldCost = bridge.rootPriority.cost();
    TreePort rootPort = chooseRoot();
    for (TreePort port : bridge.ports) {
      port.designatedPriority =
          new PriorityVector(
              bridge.rootPriority.root(), bridge.rootPriority.cost(), bridge.id(), port.id());
      port.designatedTimes = bridge.rootTimes.withHelloTime(bridge.settings.times().helloTime());
      chooseRole(port, rootPort);
      watchRootGuard(port);
    }
    if (!bridge.rootPriority.root().equals(oldRoot)
        || bridge.rootPort != oldPort
        || bridge.rootPriority.cost() != oldCost) {
      bridge.events.accept(
          new TreeEvent.RootChanged(
              bridge.rootPriority.root(), bridge.rootPort, bridge.rootPriority.cost()));
    }
  }

  private @Nullable TreePort chooseRoot() {
    bridge.rootPriority = bridge.ownPriority();
    bridge.rootTimes = bridge.settings.times();
    bridge.rootPort = 0;
    TreePort best = null;
    for (TreePort port : bridge.ports) {
      PriorityVector way = wayToRoot(port);
      if (way == null) {
        continue;
      }
      int order = way.compareTo(bridge.rootPriority);
      if (order < 0 || (order == 0 && best != null && port.id() < best.id())) {
        best = port;
        bridge.rootPriority = way;
        bridge.rootTimes = port.portTimes.aged();
        bridge.rootPort = port.number;
      }
    }
    return best;
  }

  /** The root path priority vector (17.5), or null if the port offers no way. */
  private @Nullable PriorityVector wayToRoot(TreePort port) {
    PriorityVector heard = port.portPriority;
    if (port.infoIs != InfoIs.RECEIVED
        || port.settings.guard() == PortSettings.Guard.ROOT
        || heard.bridge().address().equals(bridge.settings.address())) {
      return null;
    }
    long cost = Math.min(MOST_COST, heard.cost() + port.settings.pathCost());
    return new PriorityVector(heard.root(), cost, heard.bridge(), heard.port());
  }

  private void chooseRole(TreePort port, @Nullable TreePort rootPort) {
    switch (port.infoIs) {
      case DISABLED -> port.selectedRole = PortRole.DISABLED;
      case AGED -> {
        port.selectedRole = PortRole.DESIGNATED;
        port.updtInfo = true;
      }
      case MINE -> {
        port.selectedRole = PortRole.DESIGNATED;
        port.updtInfo =
            !port.portPriority.equals(port.designatedPriority)
                || !port.portTimes.equals(port.designatedTimes);
      }
      case RECEIVED -> {
        port.selectedRole = roleOfServed(port, rootPort);
        port.updtInfo = port.selectedRole == PortRole.DESIGNATED;
      }
    }
  }

  private PortRole roleOfServed(TreePort port, @Nullable TreePort rootPort) {
    if (port == rootPort) {
      return PortRole.ROOT;
    }
    if (port.designatedPriority.compareTo(port.portPriority) < 0) {
      return PortRole.DESIGNATED;
    }
    return port.portPriority.bridge().address().equals(bridge.settings.address())
        ? PortRole.BACKUP
        : PortRole.ALTERNATE;
  }

  private void watchRootGuard(TreePort port) {
    boolean active =
        port.settings.guard() == PortSettings.Guard.ROOT && port.selectedRole == PortRole.ALTERNATE;
    if (active != port.rootGuarding) {
      port.rootGuarding = active;
      bridge.events.accept(new TreeEvent.RootGuarded(port.number, active));
    }
  }
}
