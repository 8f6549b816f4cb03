package io.qnet.vde.stp;

/**
 * Spreads the word that stations may be elsewhere now: the Topology Change machine of IEEE
 * 802.1D-2004, 17.31.
 *
 * <p>What was learned is flushed at once in both versions of the protocol; 802.1D-1998 would let it
 * age within the forward delay.
 */
final class TopologyChange {
  /** What is remembered between two steps. */
  enum State {
    INACTIVE,
    LEARNING,
    ACTIVE
  }

  private TopologyChange() {}

  static boolean step(TreePort port) {
    return switch (port.topology) {
      case INACTIVE -> inactive(port);
      case LEARNING -> learning(port);
      case ACTIVE -> active(port);
    };
  }

  private static boolean inactive(TreePort port) {
    if (!port.learn) {
      return false;
    }
    forgetNews(port);
    port.topology = State.LEARNING;
    return true;
  }

  private static boolean forgetNews(TreePort port) {
    boolean news = port.rcvdTc || port.rcvdTcn || port.rcvdTcAck || port.tcProp;
    port.rcvdTc = false;
    port.rcvdTcn = false;
    port.rcvdTcAck = false;
    port.tcProp = false;
    return news;
  }

  private static boolean active(PortRole role) {
    return role == PortRole.ROOT || role == PortRole.DESIGNATED;
  }

  private static boolean learning(TreePort port) {
    if (active(port.role) && port.forward && !port.operEdge) {
      newTcWhile(port);
      changed(port, true);
      port.bridge.setTcPropTree(port);
      port.newInfo = true;
      port.topology = State.ACTIVE;
      return true;
    }
    if (forgetNews(port)) {
      return true;
    }
    if (!active(port.role) && !port.learn && !port.learning) {
      port.flushDue = true;
      port.tcWhile.stop();
      port.tcAck = false;
      port.topology = State.INACTIVE;
      return true;
    }
    return false;
  }

  private static boolean active(TreePort port) {
    if (!active(port.role) || port.operEdge) {
      forgetNews(port);
      port.topology = State.LEARNING;
      return true;
    }
    if (port.rcvdTcn || port.rcvdTc) {
      notified(port);
      return true;
    }
    if (port.tcProp) {
      newTcWhile(port);
      port.flushDue = true;
      port.tcProp = false;
      return true;
    }
    if (port.rcvdTcAck) {
      port.tcWhile.stop();
      port.rcvdTcAck = false;
      return true;
    }
    return false;
  }

  private static void notified(TreePort port) {
    if (port.rcvdTcn) {
      newTcWhile(port);
    }
    changed(port, false);
    port.rcvdTcn = false;
    port.rcvdTc = false;
    if (port.role == PortRole.DESIGNATED) {
      port.tcAck = true;
    }
    port.bridge.setTcPropTree(port);
  }

  /** 17.21.7. */
  private static void newTcWhile(TreePort port) {
    long now = port.bridge.now;
    if (!port.tcWhile.isZero(now)) {
      return;
    }
    port.tcWhile.start(now, tcTime(port));
    port.newInfo |= port.sendRstp;
  }

  /** Counts it once, however often it is repeated. */
  private static void changed(TreePort port, boolean detected) {
    BridgeState bridge = port.bridge;
    boolean first = bridge.topologyChanges == 0;
    boolean news = bridge.now - bridge.topologyChanged > tcTime(port);
    bridge.topologyChanged = bridge.now;
    if (first || detected || news) {
      bridge.topologyChanges++;
      bridge.events.accept(new TreeEvent.TopologyChanged(port.number, detected));
    }
  }

  /** How long a change is told to others (17.21.7). */
  private static long tcTime(TreePort port) {
    Times root = port.bridge.rootTimes;
    return port.sendRstp
        ? port.helloTime() + Times.nanos(Times.SECOND)
        : Times.nanos(root.maxAge() + root.forwardDelay());
  }
}
