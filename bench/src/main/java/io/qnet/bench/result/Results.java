package io.qnet.bench.result;

import java.util.List;
import java.util.Map;

/**
 * One run.
 *
 * @param when it began, ISO 8601
 * @param machine what it ran on, by name
 * @param versions of the programs, by name
 * @param settings how it was measured, by name
 * @param figures everything measured
 * @param targets what is asked of ratios
 * @param notes what a reader has to know: who is missing, what stalled
 */
public record Results(
    String when,
    Map<String, String> machine,
    Map<String, String> versions,
    Map<String, String> settings,
    List<Figure> figures,
    List<Target> targets,
    List<String> notes) {
  /** Ours against the others. */
  public List<Comparison> comparisons() {
    return Comparison.of(figures, targets);
  }
}
