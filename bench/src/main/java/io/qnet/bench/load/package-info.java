/**
 * What loads a path: iperf3 for octets, and our own {@code qnet-load} (bench/native/qnet-load.c)
 * for transactions and small datagrams, because a client in Java would measure its own compiler.
 *
 * <p>Servers listen on the loopback of the outer namespace, clients are where a guest would be.
 */
@NullMarked
package io.qnet.bench.load;

import org.jspecify.annotations.NullMarked;
