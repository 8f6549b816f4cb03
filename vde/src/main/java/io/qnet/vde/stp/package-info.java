/**
 * The Rapid Spanning Tree Protocol: loops are allowed, frames that go round in them are not.
 *
 * <p>Read first: IEEE 802.1D-2004, clause 17; clause 9.3 for the octets. Names of variables,
 * machines and procedures are the standard's.
 *
 * <pre>
 *              onBpdu, portUp, portDown, advance
 *                            |
 *  ProtocolMigration, BridgeDetection, PortInformation     per port: what was heard, and is it news?
 *                            |
 *                      RoleSelection                       per bridge: root, and a role for each port
 *                            |
 *  RoleTransitions -> StateTransition -> TopologyChange    per port: get there without a loop
 *                            |
 *              TreeListener: states, flushes, events
 *                            |
 *                PortTransmit -> BpduSink                  per port: what is new, not too often
 * </pre>
 *
 * <p>{@link io.qnet.vde.stp.SpanningTree} is the door. It knows no link, no clock and no thread: a
 * method is told the time, the machines run until none of them moves, the listener hears what has
 * to be done at once (a port that has to discard does so before anything is said to others), and
 * BPDUs leave last. Timers are instants, not ticks, so three lost messages are noticed after
 * exactly three hello times.
 *
 * <p>Between bridges that speak RSTP on a link of two, a port goes to forwarding by proposal and
 * agreement, in as long as two messages take. Where nobody answers within 3 s, a station is assumed
 * (edge port). On a wire of many, or towards an 802.1D-1998 bridge, timers decide.
 *
 * <p>Beyond the standard: root guard, BPDU guard, BPDU filter; timer values from other bridges are
 * brought within the standard's bounds, so that no forged root sets a forward delay of nothing; all
 * BPDUs bear the bridge's address as source. One tree for all VLANs. Not done: MSTP, 802.1D-1998's
 * slow ageing after a change (what was learned is flushed at once), administrative point-to-point
 * detection (the owner says what a link is).
 */
@NullMarked
package io.qnet.vde.stp;

import org.jspecify.annotations.NullMarked;
