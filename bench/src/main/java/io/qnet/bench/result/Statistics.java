package io.qnet.bench.result;

import java.util.List;

/** Of samples in any order. */
public final class Statistics {
  private Statistics() {}

  /** The middle one; of an even number the mean of the middle two. */
  public static double median(List<Double> samples) {
    requireSome(samples);
    List<Double> sorted = samples.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /**
   * The smallest sample that at least {@code fraction} of all do not exceed (nearest rank).
   *
   * @param fraction above 0, up to 1
   */
  public static double percentile(List<Double> samples, double fraction) {
    requireSome(samples);
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "a fraction is above 0 and up to 1, but got " + fraction + "; for p99 write 0.99");
    }
    List<Double> sorted = samples.stream().sorted().toList();
    return sorted.get((int) Math.ceil(fraction * sorted.size()) - 1);
  }

  /** What fraction of the median the samples are apart, from the least to the greatest. */
  public static double spread(List<Double> samples) {
    double middle = median(samples);
    double width = percentile(samples, 1) - samples.stream().mapToDouble(d -> d).min().orElse(0);
    return middle == 0 ? 0 : width / middle;
  }

  /** How many times {@code peer} is in {@code ours}; not a number where the peer moved nothing. */
  public static double ratio(double ours, double peer) {
    return peer == 0 ? Double.NaN : ours / peer;
  }

  private static void requireSome(List<Double> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("there are no samples, so there is no middle");
    }
  }
}
