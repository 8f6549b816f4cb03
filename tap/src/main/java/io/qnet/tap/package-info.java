/**
 * A TAP device as a link: the other end is this host's own network stack, or that of a network
 * namespace, a container, or a bridge that the device is put into.
 *
 * <p>Read first: Linux tuntap.rst; Virtio 1.2, section 5.1.6 (the header in front of each frame).
 *
 * <p>{@link io.qnet.tap.TapLink#open} has {@link io.qnet.posix.TunDevice} open the device and set
 * it up, by system calls through JNA, once. From then on frames pass through Netty's descriptor by
 * address: one read and one write of the descriptor is one frame, so the cost of a frame is that of
 * a system call, and what counts is that a frame may be a TCP segment of 64 KiB whose checksum
 * nobody computes. {@link io.qnet.tap.VnetHeader} says what was left undone, in either direction.
 *
 * <p>The device is registered on the segment's event loop, for level-triggered readiness. A
 * readiness is one burst of at most 32 frames, so that the segment's other sockets have their turn.
 * Frames are read into one buffer; whoever keeps a slice of it makes us take another.
 *
 * <p>What is not taken is counted, and nothing waits here: the kernel's queue is full ({@code
 * LINK_FULL}; the link is not writable until the kernel says so), the interface is down ({@code
 * NO_PEER}), the frame is too long for a device without segmentation ({@code OVERSIZE}). A device
 * that is deleted under us takes the link down for good.
 *
 * <p>Not done: several queues, UDP super-frames towards us, TUN (layer 3) devices, bridges.
 */
@NullMarked
package io.qnet.tap;

import org.jspecify.annotations.NullMarked;
