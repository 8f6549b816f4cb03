package io.qnet.vde.stp;

import io.qnet.vde.stp.TreePort.InfoIs;

/**
 * Keeps the best that was heard on a wire, as long as it is repeated: the Port Information machine
 * of IEEE 802.1D-2004, 17.27.
 */
final class PortInformation {
  /** Messages that may be lost before the sender counts as gone. */
  private static final int HELLOS = 3;

  private PortInformation() {}

  static boolean step(TreePort port) {
    if (!port.portEnabled && port.infoIs != InfoIs.DISABLED) {
      disable(port);
      return true;
    }
    return switch (port.infoIs) {
      case DISABLED -> disabled(port);
      case AGED -> updateIfAsked(port);
      case MINE, RECEIVED -> current(port);
    };
  }

  private static void disable(TreePort port) {
    port.infoIs = InfoIs.DISABLED;
    port.rcvdMsg = false;
    port.proposing = false;
    port.proposed = false;
    port.agree = false;
    port.agreed = false;
    port.rcvdInfoWhile.stop();
    port.askReselect();
  }

  private static boolean disabled(TreePort port) {
    if (port.portEnabled) {
      age(port);
      return true;
    }
    return false;
  }

  private static void age(TreePort port) {
    port.infoIs = InfoIs.AGED;
    port.askReselect();
  }

  private static boolean updateIfAsked(TreePort port) {
    if (!port.selected || !port.updtInfo) {
      return false;
    }
    port.proposing = false;
    port.proposed = false;
    port.agreed =
        port.agreed
            && port.infoIs == InfoIs.MINE
            && port.designatedPriority.atLeastAsGoodAs(port.portPriority);
    port.synced = port.synced && port.agreed;
    port.portPriority = port.designatedPriority;
    port.portTimes = port.designatedTimes;
    port.updtInfo = false;
    port.infoIs = InfoIs.MINE;
    port.newInfo = true;
    return true;
  }

  private static boolean current(TreePort port) {
    if (updateIfAsked(port)) {
      return true;
    }
    if (port.updtInfo) {
      return false;
    }
    if (port.rcvdMsg) {
      port.rcvdMsg = false;
      receive(port, port.message);
      return true;
    }
    if (port.infoIs == InfoIs.RECEIVED && port.rcvdInfoWhile.isZero(port.bridge.now)) {
      age(port);
      return true;
    }
    return false;
  }

  /** Does with a message what its rank asks for (17.21.8). */
  private static void receive(TreePort port, Bpdu message) {
    if (message.kind() == Bpdu.Kind.NOTIFICATION) {
      port.rcvdTcn = true;
    } else if (message.fromDesignated()) {
      receiveFromDesignated(port, message);
    } else if (message.fromServed()
        && port.portPriority.atLeastAsGoodAs(message.vector())) { // a root or alternate port's
      recordAgreement(port, message);
      setTcFlags(port, message);
    }
  }

  private static void receiveFromDesignated(TreePort port, Bpdu message) {
    boolean same =
        message.vector().equals(port.portPriority) && message.times().equals(port.portTimes);
    if (same && port.infoIs == InfoIs.RECEIVED) {
      recordProposal(port, message);
      setTcFlags(port, message);
      updtRcvdInfoWhile(port);
    } else if (message.vector().supersedes(port.portPriority)) {
      superior(port, message);
    } else {
      recordDispute(port, message);
    }
  }

  private static void superior(TreePort port, Bpdu message) {
    port.agreed = false;
    port.proposing = false;
    recordProposal(port, message);
    setTcFlags(port, message);
    port.agree =
        port.agree
            && port.infoIs == InfoIs.RECEIVED
            && message.vector().atLeastAsGoodAs(port.portPriority);
    port.portPriority = message.vector();
    port.portTimes = message.times();
    updtRcvdInfoWhile(port);
    port.infoIs = InfoIs.RECEIVED;
    port.askReselect();
  }

  /** 17.21.9. */
  private static void recordAgreement(TreePort port, Bpdu message) {
    if (port.bridge.rapid() && port.settings.pointToPoint() && message.has(BpduView.AGREEMENT)) {
      port.agreed = true;
      port.proposing = false;
    } else {
      port.agreed = false;
    }
  }

  /** Somebody who hears worse than we say, and learns all the same, does not hear us (17.21.10). */
  private static void recordDispute(TreePort port, Bpdu message) {
    if (message.rapid() && message.has(BpduView.LEARNING)) {
      port.disputed = true;
      port.agreed = false;
    }
  }

  /** 17.21.11. */
  private static void recordProposal(TreePort port, Bpdu message) {
    if (message.rapid() && message.has(BpduView.PROPOSAL)) {
      port.proposed = true;
    }
  }

  /** 17.21.17. */
  private static void setTcFlags(TreePort port, Bpdu message) {
    port.rcvdTc |= message.has(BpduView.TOPOLOGY_CHANGE);
    port.rcvdTcAck |=
        message.kind() == Bpdu.Kind.CONFIGURATION && message.has(BpduView.ACKNOWLEDGMENT);
  }

  /** 17.21.23. */
  private static void updtRcvdInfoWhile(TreePort port) {
    if (port.portTimes.fresh()) {
      port.rcvdInfoWhile.start(port.bridge.now, HELLOS * Times.nanos(port.portTimes.helloTime()));
    } else {
      port.rcvdInfoWhile.stop();
    }
  }
}
