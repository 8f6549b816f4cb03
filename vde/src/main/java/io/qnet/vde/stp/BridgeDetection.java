package io.qnet.vde.stp;

/**
 * Finds out whether a station or a bridge is at the other end: the Bridge Detection machine of IEEE
 * 802.1D-2004, 17.25. That a BPDU proves a bridge is said where one arrives.
 */
final class BridgeDetection {
  private BridgeDetection() {}

  static boolean step(TreePort port) {
    boolean edge = port.operEdge;
    if (!port.portEnabled) {
      port.operEdge = port.settings.edge();
    } else if (port.settings.autoEdge()
        && port.sendRstp
        && port.proposing
        && port.edgeDelayWhile.isZero(port.bridge.now)) {
      port.operEdge = true;
    }
    return port.operEdge != edge;
  }
}
