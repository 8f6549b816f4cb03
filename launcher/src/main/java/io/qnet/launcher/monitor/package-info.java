/**
 * QEMU's monitor, for gateways that are ours.
 *
 * <p>Of QEMU's monitor for people (HMP) these words concern user mode: {@code hostfwd_add}, {@code
 * hostfwd_remove}, {@code info usernet} and {@code info network}. {@link
 * io.qnet.launcher.monitor.GatewayMonitor} answers them in QEMU 7.2's own words and layouts, by
 * asking the API of what runs, as {@code qnet redirect} and {@code qnet nat} do. {@link
 * io.qnet.launcher.monitor.MonitorSocket} serves them on a unix socket.
 *
 * <p>One thing differs: a host address that is not written is 127.0.0.1, as everywhere in qnet, and
 * 0.0.0.0 in QEMU. That is said once to each who leaves it out.
 *
 * <p>Not done: QEMU's other words. For a machine, {@code qnet monitor} hands them to QEMU.
 */
@NullMarked
package io.qnet.launcher.monitor;

import org.jspecify.annotations.NullMarked;
