package io.qnet.vde.stp;

/**
 * Brings a port into its role without ever closing a loop: the Port Role Transitions machine of
 * IEEE 802.1D-2004, 17.29.
 *
 * <p>A role's own state stands for the role itself, so only {@link TreePort#quiet} has to be kept
 * beside it: whether a blocked port has stopped to learn and forward.
 */
final class RoleTransitions {
  private RoleTransitions() {}

  static boolean step(TreePort port) {
    if (!port.selected || port.updtInfo) {
      return false;
    }
    hold(port);
    if (port.role != port.selectedRole) {
      enter(port);
      return true;
    }
    return switch (port.role) {
      case DISABLED -> disabled(port);
      case ROOT -> root(port);
      case DESIGNATED -> designated(port);
      case ALTERNATE, BACKUP -> blocked(port);
    };
  }

  /** Timers that do not run down while the role lasts. */
  private static void hold(TreePort port) {
    long now = port.bridge.now;
    switch (port.role) {
      case DISABLED -> port.fdWhile.start(now, port.maxAge());
      case ROOT -> port.rrWhile.start(now, port.fwdDelay());
      case ALTERNATE -> port.fdWhile.start(now, port.forwardDelay());
      case BACKUP -> {
        port.fdWhile.start(now, port.forwardDelay());
        port.rbWhile.start(now, 2 * port.helloTime());
      }
      case DESIGNATED -> {}
    }
  }

  private static void enter(TreePort port) {
    port.role = port.selectedRole;
    switch (port.role) {
      case ROOT -> port.rrWhile.start(port.bridge.now, port.fwdDelay());
      case DESIGNATED -> {}
      case DISABLED, ALTERNATE, BACKUP -> {
        port.learn = false;
        port.forward = false;
        port.quiet = false;
      }
    }
  }

  /** DISABLE_PORT and DISABLED_PORT (figure 17-18). */
  private static boolean disabled(TreePort port) {
    return becomesQuiet(port);
  }

  private static boolean becomesQuiet(TreePort port) {
    if (port.learning || port.forwarding) {
      return false;
    }
    if (port.quiet && port.synced && !port.sync && !port.reRoot) {
      return false;
    }
    port.quiet = true;
    port.synced = true;
    port.sync = false;
    port.reRoot = false;
    port.rrWhile.stop();
    return true;
  }

  /** Figure 17-19. */
  private static boolean root(TreePort port) {
    BridgeState bridge = port.bridge;
    if (port.proposed && !port.agree) {
      port.proposed = false;
      bridge.setSyncTree();
      return true;
    }
    if (agrees(port)) {
      port.sync = false;
      return true;
    }
    if (!port.forward && !port.reRoot) {
      bridge.setReRootTree();
      return true;
    }
    if (port.reRoot && port.forward) {
      port.reRoot = false;
      return true;
    }
    boolean ready =
        port.fdWhile.isZero(bridge.now)
            || (bridge.reRooted(port) && port.rbWhile.isZero(bridge.now) && bridge.rapid());
    return ready && opens(port);
  }

  /** Tells the designated bridge that no loop can come from here. */
  private static boolean agrees(TreePort port) {
    boolean asked = port.proposed && port.agree;
    if (!asked && (port.agree || !port.bridge.allSynced())) {
      return false;
    }
    port.proposed = false;
    port.agree = true;
    port.newInfo = true;
    return true;
  }

  /** One step from discarding to forwarding. */
  private static boolean opens(TreePort port) {
    if (!port.learn) {
      port.learn = true;
      port.fdWhile.start(port.bridge.now, port.forwardDelay());
      return true;
    }
    if (!port.forward) {
      port.forward = true;
      port.fdWhile.stop();
      return true;
    }
    return false;
  }

  /** Figure 17-20. */
  private static boolean designated(TreePort port) {
    long now = port.bridge.now;
    if (!port.forward && !port.agreed && !port.proposing && !port.operEdge) {
      port.proposing = true;
      port.edgeDelayWhile.start(now, port.edgeDelay());
      port.newInfo = true;
      return true;
    }
    boolean quiet = !port.learning && !port.forwarding;
    if (port.synced ? port.sync : quiet || port.agreed || port.operEdge) {
      port.rrWhile.stop();
      port.synced = true;
      port.sync = false;
      return true;
    }
    if (port.reRoot && port.rrWhile.isZero(now)) {
      port.reRoot = false;
      return true;
    }
    boolean mustWait = (port.sync && !port.synced) || port.reRoot || port.disputed;
    if (mustWait && !port.operEdge && (port.learn || port.forward)) {
      port.learn = false;
      port.forward = false;
      port.disputed = false;
      port.fdWhile.start(now, port.forwardDelay());
      return true;
    }
    boolean ready = port.fdWhile.isZero(now) || port.agreed || port.operEdge;
    if (!ready || port.reRoot || port.sync || !opens(port)) {
      return false;
    }
    if (port.forward) {
      port.agreed = port.sendRstp;
    }
    return true;
  }

  /** BLOCK_PORT, ALTERNATE_PORT and BACKUP_PORT (figure 17-21). */
  private static boolean blocked(TreePort port) {
    if (becomesQuiet(port)) {
      return true;
    }
    if (!port.quiet) {
      return false;
    }
    if (port.proposed && !port.agree) {
      port.proposed = false;
      port.bridge.setSyncTree();
      return true;
    }
    return agrees(port);
  }
}
