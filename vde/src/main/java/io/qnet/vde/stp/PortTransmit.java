package io.qnet.vde.stp;

import org.jspecify.annotations.Nullable;

/**
 * Speaks when there is something new, and regularly, but never too often: the Port Transmit machine
 * of IEEE 802.1D-2004, 17.26. Runs when all others have come to rest.
 */
final class PortTransmit {
  private PortTransmit() {}

  /** What {@code port} has to send now, or null. */
  static @Nullable Bpdu step(TreePort port) {
    long now = port.bridge.now;
    if (!port.portEnabled || port.settings.guard() == PortSettings.Guard.FILTER) {
      port.newInfo = true;
      port.txCount = 0;
      return null;
    }
    if (port.txCount > 0 && port.txTick.isZero(now)) {
      port.txCount--;
      startTick(port);
    }
    boolean designated = port.role == PortRole.DESIGNATED;
    boolean root = port.role == PortRole.ROOT;
    if (port.helloWhen.isZero(now)) {
      port.helloWhen.start(now, port.helloTime());
      port.newInfo |= designated || (root && !port.tcWhile.isZero(now));
    }
    boolean speaks = port.sendRstp || designated || root;
    if (!port.newInfo || !speaks || port.txCount >= port.bridge.settings.holdCount()) {
      return null;
    }
    port.newInfo = false;
    if (port.txCount++ == 0) {
      startTick(port);
    }
    port.helloWhen.start(now, port.helloTime());
    return message(port, root);
  }

  private static void startTick(TreePort port) {
    if (port.txCount > 0) {
      port.txTick.start(port.bridge.now, Times.nanos(Times.SECOND));
    }
  }

  private static Bpdu message(TreePort port, boolean root) {
    if (!port.sendRstp && root) {
      return Bpdu.TOPOLOGY_CHANGE_NOTIFICATION;
    }
    int flags = port.tcWhile.isZero(port.bridge.now) ? 0 : BpduView.TOPOLOGY_CHANGE;
    if (port.sendRstp) {
      flags |= Bpdu.flagsOf(port.role) | flagsOfState(port);
    } else if (port.tcAck) {
      flags |= BpduView.ACKNOWLEDGMENT;
    }
    port.tcAck = false;
    return new Bpdu(
        port.sendRstp ? Bpdu.Kind.RAPID : Bpdu.Kind.CONFIGURATION,
        flags,
        port.designatedPriority,
        port.designatedTimes);
  }

  private static int flagsOfState(TreePort port) {
    return (port.proposing ? BpduView.PROPOSAL : 0)
        | (port.agree ? BpduView.AGREEMENT : 0)
        | (port.learning ? BpduView.LEARNING : 0)
        | (port.forwarding ? BpduView.FORWARDING : 0);
  }
}
