/**
 * What is inside a frame: one view and one header per protocol.
 *
 * <p>A <em>view</em> reads: a record over a buffer and an offset. Its {@code check} is called once
 * and returns why the packet is to be dropped, or null; afterwards no accessor can throw. A
 * <em>header</em> writes: a record of sane values. Each protocol names its field offsets once.
 *
 * <p>Views of transports take the one's complement sum of the pseudo-header ({@link
 * io.qnet.wire.packet.Checksum#pseudoHeader}), so that they know nothing of the IP version below
 * them.
 *
 * <p>Read: RFC 826 (ARP), 791 (IPv4), 792 (ICMP), 768 (UDP), 9293 (TCP), 7323 and 2018 (its
 * options), 1071 and 1624 (the checksum); IEEE 802.3 and 802.1Q.
 */
@NullMarked
package io.qnet.wire.packet;

import org.jspecify.annotations.NullMarked;
