/**
 * Frames from port to port of a switch: ours by VDE and by stream, and vde_switch beside it in the
 * same run. The load is {@code qnet-load pump}: one system call for each frame, as QEMU does it.
 */
@NullMarked
package io.qnet.bench.ports;

import org.jspecify.annotations.NullMarked;
