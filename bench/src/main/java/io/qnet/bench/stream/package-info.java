/**
 * The {@code stream} suite: frames as QEMU's {@code -netdev stream} sends them (one writev each),
 * without QEMU, from the socket through the gateway to a UDP socket of the host.
 */
@NullMarked
package io.qnet.bench.stream;

import org.jspecify.annotations.NullMarked;
