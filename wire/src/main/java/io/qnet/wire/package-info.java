/**
 * The two contracts that carry qnet, and what travels through them.
 *
 * <p>A machine plugs in with a {@link io.qnet.wire.Link}: Ethernet {@link io.qnet.wire.Frame
 * frames}, lossy, no back-pressure. A gateway turns frames into {@link io.qnet.wire.ByteStream}s
 * (octets, reliable, back-pressure, half-close) and {@link io.qnet.wire.DatagramFlow}s; a {@link
 * io.qnet.wire.Relay} joins two streams.
 *
 * <p>One event loop owns one segment: a gateway or switch, its links, and the host channels of its
 * flows. Nothing in this package is safe for a second thread, and nothing needs to be. Work on a
 * segment happens inside a {@link io.qnet.wire.Burst}: all frames that one read brought are
 * handled, then each link that was sent to is flushed once.
 *
 * <p>Ownership, as in Netty: whoever is handed a frame or a buffer releases it or hands it to
 * exactly one other.
 */
@NullMarked
package io.qnet.wire;

import org.jspecify.annotations.NullMarked;
