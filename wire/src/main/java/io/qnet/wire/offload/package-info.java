/**
 * What a frame's sender left undone, done for a peer that does not do it: transport checksums, and
 * the cutting of super-frames into packets.
 *
 * <p>Read first: Virtio 1.2, section 5.1.6; {@link io.qnet.wire.Frame} and {@link
 * io.qnet.wire.Offloads}.
 *
 * <p>A switch or a bridge asks {@link io.qnet.wire.offload.Finisher} once for each class of peers a
 * frame goes to, never once for each peer.
 */
@NullMarked
package io.qnet.wire.offload;

import org.jspecify.annotations.NullMarked;
