package io.qnet.bench.result;

import java.util.List;
import java.util.Locale;

/** Results for a terminal. */
public final class TableReport {
  private TableReport() {}

  /** The whole text. */
  public static String of(Results results) {
    StringBuilder text = new StringBuilder();
    results.machine().forEach((name, value) -> text.append(line("%-12s %s", name, value)));
    results.versions().forEach((name, value) -> text.append(line("%-12s %s", name, value)));
    results.settings().forEach((name, value) -> text.append(line("%-12s %s", name, value)));
    if (!results.figures().isEmpty()) {
      figures(text, results.figures());
    }
    List<Comparison> comparisons = results.comparisons();
    if (!comparisons.isEmpty()) {
      comparisons(text, comparisons);
    }
    results.notes().forEach(note -> text.append(line("note: %s", note)));
    return text.toString();
  }

  private static void figures(StringBuilder text, List<Figure> figures) {
    text.append(
        line(
            "%n%-7s %-14s %-20s %10s %-8s %7s %4s %9s %9s",
            "SUITE", "WORKLOAD", "CONTENDER", "MEDIAN", "UNIT", "SPREAD", "RUNS", "P99", "P99.9"));
    for (Figure figure : figures) {
      text.append(
          line(
              "%-7s %-14s %-20s %10s %-8s %6.0f%% %4d %9s %9s",
              figure.measure().suite(),
              figure.measure().workload(),
              figure.contender(),
              number(figure.median()),
              figure.measure().unit(),
              100 * Statistics.spread(figure.values()),
              figure.samples().size(),
              number(figure.median("p99")),
              number(figure.median("p999"))));
    }
  }

  private static void comparisons(StringBuilder text, List<Comparison> comparisons) {
    text.append(
        line(
            "%n%-7s %-14s %-20s %-20s %9s  %-9s %s",
            "SUITE", "WORKLOAD", "OURS", "THROUGH", "RATIO", "MUST", ""));
    for (Comparison comparison : comparisons) {
      text.append(
          line(
              "%-7s %-14s %-20s %-20s %9s  %-9s %s",
              comparison.measure().suite(),
              comparison.measure().workload(),
              comparison.ours(),
              comparison.peer().isEmpty() ? "(itself)" : comparison.peer(),
              number(comparison.ratio()),
              comparison.target().map(Target::words).orElse(""),
              comparison.met().map(met -> met ? "pass" : "MISS").orElse("")));
    }
  }

  /** Three or four digits that matter; a dash for what is not a number. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    double size = Math.abs(value);
    String form = size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, form, value);
  }

  private static String line(String form, Object... values) {
    return String.format(Locale.ROOT, form, values).stripTrailing() + "\n";
  }
}
