package io.qnet.vde.stp;

/**
 * Turns learning and forwarding on and off: the Port State Transition machine of IEEE 802.1D-2004,
 * 17.30. The tree's listener is told when all machines have come to rest.
 */
final class StateTransition {
  private StateTransition() {}

  static boolean step(TreePort port) {
    TreeState before = port.state();
    switch (before) {
      case DISCARDING -> port.learning = port.learn;
      case LEARNING -> {
        port.learning = port.learn;
        port.forwarding = port.learn && port.forward;
      }
      case FORWARDING -> {
        port.forwarding = port.forward;
        port.learning = port.forward;
      }
    }
    return port.state() != before;
  }
}
