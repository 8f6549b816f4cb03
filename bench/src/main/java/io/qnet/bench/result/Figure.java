package io.qnet.bench.result;

import java.util.List;

/**
 * All samples of one workload with one contender.
 *
 * @param measure what was measured
 * @param contender who was measured
 * @param samples in the order in which they were taken; at least one
 */
public record Figure(Measure measure, String contender, List<Sample> samples) {
  /** The values alone. */
  public List<Double> values() {
    return samples.stream().map(Sample::value).toList();
  }

  /** The middle value. */
  public double median() {
    return Statistics.median(values());
  }

  /** The middle of a detail; not a number where no sample has it. */
  public double median(String detail) {
    List<Double> found =
        samples.stream()
            .filter(sample -> sample.details().containsKey(detail))
            .map(sample -> sample.details().getOrDefault(detail, 0.0))
            .toList();
    return found.isEmpty() ? Double.NaN : Statistics.median(found);
  }
}
