/**
 * The {@code redirect} suite: clients of the host, doors of the host, and servers where a guest is.
 *
 * <p>Twice. First the guest is a network namespace, against pasta's port forward (which joins a
 * connection to the host's loopback with one inside, and needs no device for that; {@code
 * pasta-tap} is its way for others) and against socat over a veth pair. Then it is a Linux in QEMU,
 * against {@code hostfwd} of QEMU's own user mode, libslirp. "Up" is from the guest, as everywhere.
 */
@NullMarked
package io.qnet.bench.redirect;

import org.jspecify.annotations.NullMarked;
