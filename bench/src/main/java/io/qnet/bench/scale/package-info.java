/**
 * The {@code scale} suite: what qnet keeps to when there is much of something. It is measured
 * beside itself, on a TAP device, one after the other:
 *
 * <ul>
 *   <li>{@link OpenFlows}: many open connections cost little heap, and others hardly notice them.
 *   <li>{@link SteadyRate}: connections come and go, descriptors and memory stay.
 *   <li>{@link CaptureCost}: a capture takes little of the throughput.
 *   <li>{@link MtuLadder}: at every MTU one connection is nearly as fast as four, and none stalls.
 * </ul>
 *
 * <p>{@link HeapHistogram} and {@link Footprint} look at the process from outside; nothing in here
 * asks the gateway how it is. A part that cannot be measured is a note, and the others go on.
 */
@NullMarked
package io.qnet.bench.scale;

import io.qnet.bench.host.Footprint;
import org.jspecify.annotations.NullMarked;
