/**
 * What every station that speaks IP needs, whatever it does with the packets: putting fragments
 * together, cutting datagrams, and knowing which Ethernet address a neighbour has.
 *
 * <p>All three are tables or arithmetic without a clock, a timer or a link of their own: {@code
 * now} is an argument, {@link io.qnet.wire.ip.Reassembler#deadline} says when to call again, and
 * what they make goes to whoever called. All are bounded; at the bound the oldest goes.
 *
 * <p>{@link io.qnet.wire.ip.Reassembler} keeps the fragments of a datagram sorted by offset. It
 * trusts nobody: any overlap condemns the datagram (RFC 5722, which is about IPv6 but as right for
 * IPv4), and so does every other contradiction. A condemned datagram keeps its place in the table,
 * without octets, until its time is up, so that its stragglers do not begin another one. The core
 * knows no IP version; only the door in front of it does.
 *
 * <p>Read: RFC 791 section 3.2 (fragmentation), RFC 815 (reassembly), RFC 1122 section 3.3.2 (the
 * timeout and its ICMP message), RFC 5722 (overlaps), RFC 826 and RFC 1122 section 2.3.2
 * (neighbours).
 *
 * <p>Not done: merging the ECN bits of fragments (RFC 3168, section 5.3); the options of a
 * reassembled header are left out.
 */
@NullMarked
package io.qnet.wire.ip;

import org.jspecify.annotations.NullMarked;
