package io.qnet.bench.result;

/**
 * What a number means.
 *
 * @param suite where it was measured
 * @param workload what was done
 * @param unit in what it is told
 * @param moreIsBetter whether a greater number is the better one
 */
public record Measure(String suite, String workload, String unit, boolean moreIsBetter) {}
