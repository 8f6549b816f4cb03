/**
 * The {@code tap} suite: a network namespace on a TAP device, and whoever carries its traffic to
 * the host.
 *
 * <p>Every {@link Contender} gets a namespace of its own; all of them are attached at once and
 * measured in turn (A B C A B C), so that whatever the machine does meanwhile meets all alike.
 */
@NullMarked
package io.qnet.bench.tap;

import org.jspecify.annotations.NullMarked;
