package io.qnet.bench.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/** Results for a program: one document. */
public final class JsonReport {
  private JsonReport() {}

  /** The document, indented. */
  public static String of(Results results) throws IOException {
    return write(results, true);
  }

  /** The document in one line. */
  static String line(Results results) throws IOException {
    return write(results, false);
  }

  private static String write(Results results, boolean pretty) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      if (pretty) {
        json.useDefaultPrettyPrinter();
      }
      json.writeStartObject();
      json.writeStringField("when", results.when());
      words(json, "machine", results.machine());
      words(json, "versions", results.versions());
      words(json, "settings", results.settings());
      json.writeArrayFieldStart("figures");
      for (Figure figure : results.figures()) {
        figure(json, figure);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("ratios");
      for (Comparison comparison : results.comparisons()) {
        comparison(json, comparison);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("notes");
      for (String note : results.notes()) {
        json.writeString(note);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void words(JsonGenerator json, String name, Map<String, String> words)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : words.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void measure(JsonGenerator json, Measure measure) throws IOException {
    json.writeStringField("suite", measure.suite());
    json.writeStringField("workload", measure.workload());
  }

  private static void figure(JsonGenerator json, Figure figure) throws IOException {
    json.writeStartObject();
    measure(json, figure.measure());
    json.writeStringField("contender", figure.contender());
    json.writeStringField("unit", figure.measure().unit());
    json.writeStringField("better", figure.measure().moreIsBetter() ? "more" : "less");
    json.writeNumberField("median", figure.median());
    json.writeArrayFieldStart("samples");
    for (Sample sample : figure.samples()) {
      json.writeStartObject();
      json.writeNumberField("value", sample.value());
      for (Map.Entry<String, Double> detail : sample.details().entrySet()) {
        json.writeNumberField(detail.getKey(), detail.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void comparison(JsonGenerator json, Comparison comparison) throws IOException {
    json.writeStartObject();
    measure(json, comparison.measure());
    json.writeStringField("ours", comparison.ours());
    json.writeStringField("peer", comparison.peer());
    if (Double.isNaN(comparison.ratio())) {
      json.writeNullField("ratio");
    } else {
      json.writeNumberField("ratio", comparison.ratio());
    }
    if (comparison.target().isPresent()) {
      Target target = comparison.target().get();
      json.writeStringField("must", target.words());
      json.writeBooleanField("met", target.met(comparison.ratio()));
    }
    json.writeEndObject();
  }
}
