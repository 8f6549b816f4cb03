package io.qnet.bench.result;

import java.util.Map;

/**
 * One measurement.
 *
 * @param value in the figure's unit
 * @param details what else the same measurement told, by name: p90, p99, lost, ...
 */
public record Sample(double value, Map<String, Double> details) {
  /** Without details. */
  public static Sample of(double value) {
    return new Sample(value, Map.of());
  }

  /** The value, with as many digits as it deserves. */
  public String shown() {
    return TableReport.number(value);
  }
}
