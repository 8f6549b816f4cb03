/**
 * Who talks to whom: one entry per TCP connection and per UDP endpoint of a guest, each with its
 * host socket.
 *
 * <p>TCP: a SYN of an unknown key asks the host to connect; only then is it answered, so that the
 * guest learns the truth about the far end (RST if it refused, ICMP if it cannot be reached). The
 * two streams are then joined by a {@link io.qnet.wire.Relay}. UDP: one host socket per guest
 * endpoint, whoever it talks to (endpoint-independent mapping, RFC 4787 REQ-1); what comes back
 * passes only from an address and port that the guest has written to; 300 s idle and the flow is
 * gone (REQ-5), and only the guest's own datagrams keep it alive (REQ-6).
 *
 * <p>All tables are bounded. At the bound the least recently used flow goes; connections that are
 * still being opened have a bound of their own, so that a flood of SYNs costs no established
 * connection its place.
 */
@NullMarked
package io.qnet.slirp.flow;

import org.jspecify.annotations.NullMarked;
