/**
 * TCP towards the guest: RFC 9293 read aloud.
 *
 * <p>Read first: RFC 9293 sections 3.3 to 3.10; RFC 7323 (window scale, timestamps), 2018 and 6675
 * (SACK), 5681 and 9438 (congestion control), 6298 (retransmission time-out), 6528 (initial
 * sequence numbers).
 *
 * <p>Segments enter through {@code TcpConnection.onSegment} and leave through {@link
 * io.qnet.slirp.tcp.TcpContext#send}; octets pass through the connection's {@link
 * io.qnet.wire.ByteStream}. Nothing in here knows sockets, threads or clocks.
 */
@NullMarked
package io.qnet.slirp.tcp;

import org.jspecify.annotations.NullMarked;
