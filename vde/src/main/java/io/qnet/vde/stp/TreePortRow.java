package io.qnet.vde.stp;

/**
 * A port in tables.
 *
 * @param port its number
 * @param priority 0 to 240
 * @param edge whether a station is at the other end, as far as is known
 * @param version what is spoken there now
 * @param designatedRoot the root that the designated bridge of this wire sees
 * @param designatedCost its path cost to that root
 * @param designatedBridge the bridge that leads this wire to the root
 * @param designatedPort by which of its ports: priority and number
 * @param guard what is not believed here
 * @param guarding whether the guard keeps the port from forwarding now
 * @param sent BPDUs
 * @param received BPDUs that were heeded
 * @param discarded BPDUs that were not
 */
public record TreePortRow(
    int port,
    PortRole role,
    TreeState state,
    int priority,
    long pathCost,
    boolean edge,
    boolean pointToPoint,
    StpVersion version,
    BridgeId designatedRoot,
    long designatedCost,
    BridgeId designatedBridge,
    int designatedPort,
    PortSettings.Guard guard,
    boolean guarding,
    long sent,
    long received,
    long discarded) {
  static TreePortRow of(TreePort port) {
    return new TreePortRow(
        port.number,
        port.role,
        port.state(),
        port.settings.priority(),
        port.settings.pathCost(),
        port.operEdge,
        port.settings.pointToPoint(),
        port.sendRstp ? StpVersion.RSTP : StpVersion.STP,
        port.portPriority.root(),
        port.portPriority.cost(),
        port.portPriority.bridge(),
        port.portPriority.port(),
        port.settings.guard(),
        port.guarded || port.rootGuarding,
        port.sent,
        port.received,
        port.discarded);
  }
}
