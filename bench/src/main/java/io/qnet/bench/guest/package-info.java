/**
 * The {@code guest} suite: a real Linux in QEMU, under TCG, with a virtio card.
 *
 * <p>Each repetition boots one machine for each contender in turn, and does all workloads in it.
 * QEMU, qnet, passt and the servers all live in the outer namespace; with the default plan all of
 * them share one processor with the emulation, so figures are small and ratios are what counts. How
 * a machine is made is not known here: {@link Machines} is given.
 */
@NullMarked
package io.qnet.bench.guest;

import org.jspecify.annotations.NullMarked;
