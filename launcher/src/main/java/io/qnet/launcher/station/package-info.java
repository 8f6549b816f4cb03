/**
 * A small guest that needs no QEMU: it plugs into a link as a machine would, and speaks ARP, DHCP,
 * ping, DNS, UDP, TCP and a little HTTP.
 *
 * <p>{@link io.qnet.launcher.station.Station} is the door. Everything happens on the segment's
 * event loop; results are futures. {@code StationPort} is the card: Ethernet, ARP (RFC 826) and the
 * IPv4 header; {@code StationUdp}, {@code StationTcp} and {@code StationPing} sit on it, {@code
 * StationDhcp} and {@code StationDns} on UDP. Its TCP is the gateway's own state machine from the
 * other side, so it proves that parts fit together, not that they are right: that is what a real
 * guest is for.
 *
 * <p>{@link io.qnet.launcher.station.StationSession} gives a station a loop of its own, for callers
 * on other threads; {@link io.qnet.launcher.station.StationVerbs} are the words of the command
 * line, and {@link io.qnet.launcher.station.StationRun} is one run of one of them, which a signal
 * may end.
 *
 * <p>Waiting: a lease is asked for 5 times in 10 s, a name 3 times in 9 s, a neighbour 5 times in 5
 * s; a ping waits 3 s. At most 64 packets wait for a neighbour, 1024 connections exist.
 *
 * <p>Not done: fragments, IPv6, renewing the lease (it lasts longer than a station), RST for
 * segments of connections it does not know.
 */
@NullMarked
package io.qnet.launcher.station;

import org.jspecify.annotations.NullMarked;
