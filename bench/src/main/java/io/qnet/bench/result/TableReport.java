package io.qnet.bench.result;

import java.util.ArrayList;
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
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "SUITE", "WORKLOAD", "CONTENDER", "MEDIAN", "UNIT", "SPREAD", "RUNS", "P99", "P99.9"));
    for (Figure figure : figures) {
      rows.add(
          List.of(
              figure.measure().suite(),
              figure.measure().workload(),
              figure.contender(),
              number(figure.median()),
              figure.measure().unit(),
              Math.round(100 * Statistics.spread(figure.values())) + "%",
              "" + figure.samples().size(),
              number(figure.median("p99")),
              number(figure.median("p999"))));
    }
    table(text, rows);
  }

  private static void comparisons(StringBuilder text, List<Comparison> comparisons) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SUITE", "WORKLOAD", "OURS", "THROUGH", "RATIO", "MUST", ""));
    for (Comparison comparison : comparisons) {
      rows.add(
          List.of(
              comparison.measure().suite(),
              comparison.measure().workload(),
              comparison.ours(),
              comparison.peer().isEmpty() ? "(itself)" : comparison.peer(),
              number(comparison.ratio()),
              comparison.target().map(Target::words).orElse(""),
              comparison.met().map(met -> met ? "pass" : "MISS").orElse("")));
    }
    table(text, rows);
  }

  /** Columns as wide as they have to be, behind an empty line. */
  private static void table(StringBuilder text, List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    text.append('\n');
    for (List<String> row : rows) {
      StringBuilder cells = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        cells.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(cells.toString().stripTrailing()).append('\n');
    }
  }

  /** Three or four digits that matter; a dash for what is not a number. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    String form = size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, form, value);
  }

  private static String line(String form, Object... values) {
    return String.format(Locale.ROOT, form, values).stripTrailing() + "\n";
  }
}
