package io.qnet.bench.result;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Results for a browser: one page that needs nothing else. Medians and ratios are bars, drawn here
 * (SVG); every sample, run by run, is a plot by uPlot, whose script is put into the page. A build
 * that lacks the script makes a page without those plots.
 */
public final class HtmlReport {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private HtmlReport() {}

  /** The page. */
  public static String of(Results results) throws IOException {
    String script = resource(UPLOT + "uPlot.iife.min.js");
    String page = resource("/io/qnet/bench/result/report.html");
    return page.replace("@WHEN@", escape(results.when()))
        .replace("@FACTS@", facts(results))
        .replace("@MEDIANS@", medians(results))
        .replace("@RATIOS@", ratios(results.comparisons()))
        .replace("@NOTES@", notes(results.notes()))
        .replace("@STYLE@", resource(UPLOT + "uPlot.min.css"))
        .replace("@DATA@", JsonReport.line(results).replace("<", "\\u003c"))
        .replace("@UPLOT@", script);
  }

  private static String facts(Results results) {
    StringBuilder text = new StringBuilder();
    for (Map<String, String> facts :
        List.of(results.machine(), results.versions(), results.settings())) {
      facts.forEach(
          (name, value) ->
              text.append("<tr><th>%s<td>%s\n".formatted(escape(name), escape(value))));
    }
    return text.toString();
  }

  private static String medians(Results results) {
    StringBuilder text = new StringBuilder();
    for (Measure measure : results.figures().stream().map(Figure::measure).distinct().toList()) {
      List<Figure> figures =
          results.figures().stream().filter(figure -> figure.measure().equals(measure)).toList();
      text.append(
          "<section><h3>%s %s <small>%s, %s is better</small></h3>\n"
              .formatted(
                  escape(measure.suite()),
                  escape(measure.workload()),
                  escape(measure.unit()),
                  measure.moreIsBetter() ? "more" : "less"));
      text.append(
          Bars.of(
              figures.stream()
                  .map(
                      figure ->
                          new Bars.Bar(
                              figure.contender(),
                              figure.median(),
                              figure.contender().startsWith("qnet") ? "ours" : "peer"))
                  .toList(),
              Double.NaN));
      text.append(
          "<div class=plot data-suite=\"%s\" data-workload=\"%s\"></div></section>\n"
              .formatted(escape(measure.suite()), escape(measure.workload())));
    }
    return text.toString();
  }

  private static String ratios(List<Comparison> comparisons) {
    return comparisons.stream()
        .filter(comparison -> !comparison.peer().isEmpty())
        .collect(
            Collectors.groupingBy(
                Comparison::measure, java.util.LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> ratio(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining());
  }

  private static String ratio(Measure measure, List<Comparison> comparisons) {
    List<Bars.Bar> bars =
        comparisons.stream()
            .filter(comparison -> !Double.isNaN(comparison.ratio()))
            .map(
                comparison ->
                    new Bars.Bar(
                        comparison.ours()
                            + " / "
                            + comparison.peer()
                            + comparison.target().map(must -> " must " + must.words()).orElse(""),
                        comparison.ratio(),
                        comparison.met().map(met -> met ? "pass" : "miss").orElse("peer")))
            .toList();
    return "<section><h3>%s %s <small>ours through theirs, %s is better</small></h3>\n%s</section>\n"
        .formatted(
            escape(measure.suite()),
            escape(measure.workload()),
            measure.moreIsBetter() ? "more" : "less",
            Bars.of(bars, 1));
  }

  private static String notes(List<String> notes) {
    return notes.stream().map(note -> "<li>" + escape(note) + "\n").collect(Collectors.joining());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  /** Horizontal bars. */
  static final class Bars {
    private static final int ROW = 24;
    private static final int LABEL = 330;
    private static final int WIDTH = 420;

    private Bars() {}

    /** One bar; {@code kind} is its class in the style sheet. */
    record Bar(String label, double value, String kind) {}

    /** The drawing, with a line at {@code mark} unless that is not a number. */
    static String of(List<Bar> bars, double mark) {
      double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
      most = Math.max(Double.isNaN(mark) ? 0 : mark, most);
      StringBuilder svg = new StringBuilder();
      svg.append(
          "<svg viewBox=\"0 0 %d %d\" role=img>\n"
              .formatted(LABEL + WIDTH + 80, ROW * bars.size() + 4));
      for (int i = 0; i < bars.size(); i++) {
        Bar bar = bars.get(i);
        double width = most == 0 ? 0 : WIDTH * bar.value() / most;
        svg.append(
            String.format(
                Locale.ROOT,
                "<text x=%d y=%d text-anchor=end>%s</text>"
                    + "<rect class=%s x=%d y=%d width=\"%.1f\" height=%d />"
                    + "<text x=\"%.1f\" y=%d>%s</text>%n",
                LABEL - 6,
                i * ROW + 17,
                escape(bar.label()),
                bar.kind(),
                LABEL,
                i * ROW + 4,
                width,
                ROW - 8,
                LABEL + width + 6,
                i * ROW + 17,
                TableReport.number(bar.value())));
      }
      if (!Double.isNaN(mark)) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<line class=mark x1=\"%1$.1f\" x2=\"%1$.1f\" y1=0 y2=%2$d />%n",
                LABEL + WIDTH * mark / most,
                ROW * bars.size()));
      }
      return svg.append("</svg>\n").toString();
    }
  }
}
