/**
 * The {@code micro} suite: what single steps cost, in this process.
 *
 * <p>{@link ChecksumBench}, {@link ViewBench} and {@link FlowKeyBench} are run by JMH, in a JVM of
 * their own. {@link Allocation} drives a gateway on the calling thread, and counts the octets of
 * heap that this thread allocates for each frame; in a steady state that should be little.
 */
@NullMarked
package io.qnet.bench.micro;

import org.jspecify.annotations.NullMarked;
