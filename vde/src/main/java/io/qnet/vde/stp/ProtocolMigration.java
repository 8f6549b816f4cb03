package io.qnet.vde.stp;

/**
 * Finds out whether the bridges on a wire speak RSTP, and speaks STP to those that do not: the Port
 * Protocol Migration machine of IEEE 802.1D-2004, 17.24.
 */
final class ProtocolMigration {
  /** What is remembered between two steps. */
  enum State {
    CHECKING_RSTP,
    SELECTING_STP,
    SENSING
  }

  private ProtocolMigration() {}

  static boolean step(TreePort port) {
    return switch (port.migration) {
      case CHECKING_RSTP -> checking(port);
      case SELECTING_STP -> selecting(port);
      case SENSING -> sensing(port);
    };
  }

  /** Speaks RSTP whatever comes in, for as long as an old word may still be under way. */
  static void check(TreePort port) {
    port.migration = State.CHECKING_RSTP;
    port.mcheck = false;
    port.sendRstp = port.bridge.rapid();
    port.mdelayWhile.start(port.bridge.now, TreePort.MIGRATE_TIME);
  }

  private static boolean checking(TreePort port) {
    if (!port.portEnabled) {
      port.mdelayWhile.start(port.bridge.now, TreePort.MIGRATE_TIME);
      return false;
    }
    return port.mdelayWhile.isZero(port.bridge.now) && sense(port);
  }

  private static boolean selecting(TreePort port) {
    boolean over = port.mdelayWhile.isZero(port.bridge.now) || !port.portEnabled || port.mcheck;
    return over && sense(port);
  }

  private static boolean sense(TreePort port) {
    port.migration = State.SENSING;
    port.rcvdRstp = false;
    port.rcvdStp = false;
    return true;
  }

  private static boolean sensing(TreePort port) {
    if (!port.portEnabled
        || port.mcheck
        || (port.bridge.rapid() && !port.sendRstp && port.rcvdRstp)) {
      check(port);
      return true;
    }
    if (port.sendRstp && port.rcvdStp) {
      port.migration = State.SELECTING_STP;
      port.sendRstp = false;
      port.mdelayWhile.start(port.bridge.now, TreePort.MIGRATE_TIME);
      return true;
    }
    return false;
  }
}
