/**
 * Figures, their medians and ratios, and the forms in which they are shown.
 *
 * <p>A {@link Figure} is all samples of one workload with one contender. A {@link Comparison} is
 * the ratio of two medians of the same run; nothing is ever compared with a number of another run.
 */
@NullMarked
package io.qnet.bench.result;

import org.jspecify.annotations.NullMarked;
