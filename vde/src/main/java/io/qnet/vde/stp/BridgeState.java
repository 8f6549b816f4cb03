package io.qnet.vde.stp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The variables of the bridge (IEEE 802.1D-2004, 17.18), its ports, and the time. */
final class BridgeState {
  final List<TreePort> ports = new ArrayList<>();
  final Consumer<TreeEvent> events;
  BridgeSettings settings;
  long now;

  PriorityVector rootPriority;
  Times rootTimes;

  /** The number of the root port; 0 if there is none. */
  int rootPort;

  long topologyChanges;
  long topologyChanged;

  BridgeState(BridgeSettings settings, Consumer<TreeEvent> events) {
    this.settings = settings;
    this.events = events;
    this.rootPriority = ownPriority();
    this.rootTimes = settings.times();
  }

  BridgeId id() {
    return settings.id();
  }

  PriorityVector ownPriority() {
    return new PriorityVector(id(), 0, id(), 0);
  }

  boolean rapid() {
    return settings.rapid();
  }

  /** 17.20.3: whether nothing behind this bridge can make a loop through {@code except}. */
  boolean allSynced() {
    for (TreePort port : ports) {
      boolean settled = port.selected && port.role == port.selectedRole;
      if (!settled || (!port.synced && port.role != PortRole.ROOT)) {
        return false;
      }
    }
    return true;
  }

  /** 17.20.10: whether every other port has forgotten that it was the root port. */
  boolean reRooted(TreePort except) {
    for (TreePort port : ports) {
      if (port != except && !port.rrWhile.isZero(now)) {
        return false;
      }
    }
    return true;
  }

  void setSyncTree() {
    ports.forEach(port -> port.sync = true);
  }

  void setReRootTree() {
    ports.forEach(port -> port.reRoot = true);
  }

  void setTcPropTree(TreePort from) {
    for (TreePort port : ports) {
      if (port != from) {
        port.tcProp = true;
      }
    }
  }
}
