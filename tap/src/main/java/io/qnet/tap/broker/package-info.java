/**
 * Ports of bridges for machines, as QEMU's bridge helper hands them out: a TAP device in the
 * bridge, whose descriptor passes through a unix socket.
 *
 * <pre>
 *  QEMU -- fd N -- qnet tap helper (has CAP_NET_ADMIN) -- PortMaker
 *  QEMU -- fd N -- qnet tap helper -- BrokerClient -- broker.sock -- Broker (root) -- PortMaker
 * </pre>
 *
 * <p>A Java program cannot be setuid, so who has no privilege asks a broker of root's. Who may have
 * what is decided by {@link io.qnet.tap.acl.AccessList}, always on the side that has the privilege.
 */
@NullMarked
package io.qnet.tap.broker;

import org.jspecify.annotations.NullMarked;
