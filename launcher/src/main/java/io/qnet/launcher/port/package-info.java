/**
 * Where a machine plugs in, in words: {@code stream:/run/a.sock} is a {@link
 * io.qnet.launcher.port.PortSpec}, and every port spec knows the {@code -netdev} words that QEMU
 * needs to reach it.
 *
 * <p>Working: {@code stream}, {@code stream-connect}, {@code dgram}, {@code mcast}, {@code vde},
 * {@code tap}. Known, and refused with a sentence that says so: {@code vxlan}, {@code veth}.
 */
@NullMarked
package io.qnet.launcher.port;

import org.jspecify.annotations.NullMarked;
