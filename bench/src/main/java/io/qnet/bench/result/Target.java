package io.qnet.bench.result;

import java.util.Locale;

/**
 * What a ratio must be.
 *
 * @param suite of the figures
 * @param workload of the figures
 * @param ours one contender
 * @param peer the other; "" for a bound on the figure itself
 * @param atLeast whether {@code bound} is the least, else it is the most
 * @param bound the bound
 */
public record Target(
    String suite, String workload, String ours, String peer, boolean atLeast, double bound) {
  /** Whether {@code ratio} is good enough; not a number never is. */
  public boolean met(double ratio) {
    return atLeast ? ratio >= bound : ratio <= bound;
  }

  /** In signs: {@code >= 8}. */
  public String words() {
    return (atLeast ? ">= " : "<= ") + String.format(Locale.ROOT, "%.2f", bound);
  }
}
