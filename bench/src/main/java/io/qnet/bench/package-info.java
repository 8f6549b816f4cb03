/**
 * Measures qnet beside the programs that do the same, on this machine, in one run.
 *
 * <p>{@link io.qnet.bench.Bench} is the door. Our side is the {@code qnet} script, started as a
 * user starts it; nothing in here calls the gateway, except the {@code micro} measurements.
 *
 * <p>Rules: contenders take turns (A B C A B C), all on CPU 0, our JVM warmed by the load that
 * follows; figures are medians, and only ratios of the same run are held against a target.
 */
@NullMarked
package io.qnet.bench;

import org.jspecify.annotations.NullMarked;
