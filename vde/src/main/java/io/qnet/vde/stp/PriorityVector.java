package io.qnet.vde.stp;

/**
 * What bridges compare: which root, how far, through whom (IEEE 802.1D-2004, 17.5). The lower is
 * the better.
 *
 * @param root the root as this bridge sees it
 * @param cost of the path to the root
 * @param bridge who says so: the designated bridge
 * @param port by which of its ports
 */
record PriorityVector(BridgeId root, long cost, BridgeId bridge, int port)
    implements Comparable<PriorityVector> {
  private static final int PORT_NUMBER = 0xfff;

  @Override
  public int compareTo(PriorityVector other) {
    int byRoot = root.compareTo(other.root);
    if (byRoot != 0) {
      return byRoot;
    }
    int byCost = Long.compare(cost, other.cost);
    if (byCost != 0) {
      return byCost;
    }
    int byBridge = bridge.compareTo(other.bridge);
    return byBridge != 0 ? byBridge : Integer.compare(port, other.port);
  }

  /**
   * Whether this, just heard, replaces {@code held}: it is better, or its sender has changed his
   * mind (17.6).
   */
  boolean supersedes(PriorityVector held) {
    return compareTo(held) < 0
        || (bridge.address().equals(held.bridge.address())
            && (port & PORT_NUMBER) == (held.port & PORT_NUMBER));
  }

  boolean atLeastAsGoodAs(PriorityVector other) {
    return compareTo(other) <= 0;
  }
}
