/**
 * A virtual Ethernet switch that machines plug into.
 *
 * <p>Read first: IEEE 802.1Q-2022, clause 8 (the bridge's forwarding process).
 *
 * <p>A {@link io.qnet.vde.VirtualSwitch} has numbered ports. A {@link io.qnet.vde.Plug} is one
 * cable into a port: several in one port do not hear each other, and what leaves the port goes to
 * all of them, as VDE has it. What is plugged in is a {@link io.qnet.wire.Link}; a gateway of the
 * same segment gets a {@link io.qnet.vde.Jack}.
 *
 * <pre>
 *  link -> Plug -> Ingress (length, tag, VLAN) -> Guards, states -> StationTable (learn, find)
 *                                                       -> Departure (tag, offloads) -> Plug -> link
 * </pre>
 *
 * <p>A station is a (VLAN, address) pair, is learned at the port that it last sent from, and is
 * forgotten after 300 s of silence, when its port's last cable goes, or when the table is full and
 * its port holds most of it: who floods the table with addresses only ever loses his own. Frames
 * for groups and for unknown stations go to every port of the VLAN, each holding the same octets.
 * Addresses 01:80:c2:00:00:00 to 0f never pass (IEEE 802.1Q table 8-1); those of a spanning tree go
 * to the spanning tree, if there is one: {@link io.qnet.vde.SwitchTree}.
 *
 * <p>What a port does for its VLANs: frames without a tag belong to its untagged VLAN, tagged ones
 * to theirs, if the port is a member. VLAN 0 is where everybody is until told otherwise.
 *
 * <p>Nothing in here knows sockets, threads or clocks; everything happens on one thread, inside
 * bursts. What is plugged in and who may, the package {@code plug} decides.
 */
@NullMarked
package io.qnet.vde;

import org.jspecify.annotations.NullMarked;
