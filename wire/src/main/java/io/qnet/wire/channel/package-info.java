/**
 * Sockets as links and streams: where qnet meets the host's sockets.
 *
 * <p>A {@link io.qnet.wire.channel.Loop} is the one event loop of a segment, with its clock and its
 * bursts. {@link io.qnet.wire.channel.StreamLink} and {@link io.qnet.wire.channel.DatagramLink} are
 * the ports that QEMU's {@code -netdev stream}, {@code dgram} and {@code socket} plug into; a
 * {@link io.qnet.wire.channel.StreamDialer} makes host connections, each a {@link
 * io.qnet.wire.ByteStream}.
 *
 * <p>On a stream, a frame is a 4-octet length in network order and then the frame; in a datagram it
 * stands bare:
 *
 * <pre>
 *  stream:    | length N (4) | frame (N) | length M (4) | frame (M) | ...     N, M &lt;= 69632
 *  datagram:  | frame |
 * </pre>
 *
 * <p>Inbound, one read of up to 256 KiB is one {@link io.qnet.wire.Burst}: the frames in it are
 * slices of the read buffer, and only a frame that two reads share is copied. Outbound, what a
 * burst sends leaves in one gathering write at its end. A peer that does not read is noticed at 512
 * KiB ({@code writable()} is false then) and is sent nothing more beyond 4 MiB; below 128 KiB its
 * port is writable again.
 *
 * <p>Peers are strangers: a length is checked before anything is allocated for it, a receiver that
 * throws costs one frame and never the port, a port has one peer at a time. Unix socket paths
 * belong to their owner alone (mode 0600), are taken over only from the dead, and go when the port
 * goes.
 *
 * <p>Threads: the factories block for a moment (bind, look at a path) and are called off the loop;
 * everything else happens on it.
 *
 * <p>Without Netty's epoll library there are no unix sockets here, only TCP and UDP. Not done:
 * SOCK_SEQPACKET, the abstract name space, passing descriptors.
 */
@NullMarked
package io.qnet.wire.channel;

import org.jspecify.annotations.NullMarked;
