package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** As much of JSON Schema (draft 2020-12) as docs/events.schema.json uses; more is an error. */
final class SchemaCheck {
  private final JsonNode root;

  SchemaCheck(JsonNode root) {
    this.root = root;
  }

  /** What is wrong with {@code value}; nothing if it is as the schema says. */
  List<String> faults(JsonNode value) {
    return faults(root, value, "");
  }

  private List<String> faults(JsonNode schema, JsonNode value, String at) {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, JsonNode> rule : schema.properties()) {
      faults.addAll(faults(rule.getKey(), rule.getValue(), schema, value, at));
    }
    return faults;
  }

  private List<String> faults(
      String keyword, JsonNode rule, JsonNode schema, JsonNode value, String at) {
    return switch (keyword) {
      case "$schema", "$id", "$defs", "title", "description", "format" -> List.of();
      case "type" -> fault(isA(rule.asText(), value), at + " is no " + rule.asText());
      case "const" -> fault(rule.equals(value), at + " is not " + rule);
      case "pattern" -> fault(value.asText().matches(rule.asText()), at + " is not as " + rule);
      case "minimum" -> fault(value.asLong() >= rule.asLong(), at + " is less than " + rule);
      case "properties" -> members(rule, value, at);
      case "required" -> required(rule, value, at);
      case "additionalProperties" -> additional(schema.path("properties"), value, at);
      case "oneOf" -> oneOf(rule, value, at);
      case "$ref" -> faults(root.at(rule.asText().substring(1)), value, at);
      default -> List.of("the schema has " + keyword + ", which is not known here");
    };
  }

  private static List<String> fault(boolean good, String otherwise) {
    return good ? List.of() : List.of(otherwise);
  }

  private static boolean isA(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      default -> false;
    };
  }

  private List<String> members(JsonNode rules, JsonNode value, String at) {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, JsonNode> rule : rules.properties()) {
      if (value.has(rule.getKey())) {
        faults.addAll(faults(rule.getValue(), value.path(rule.getKey()), at + "/" + rule.getKey()));
      }
    }
    return faults;
  }

  private static List<String> required(JsonNode names, JsonNode value, String at) {
    List<String> faults = new ArrayList<>();
    names.forEach(
        name -> faults.addAll(fault(value.has(name.asText()), at + " has no " + name.asText())));
    return faults;
  }

  private static List<String> additional(JsonNode known, JsonNode value, String at) {
    List<String> faults = new ArrayList<>();
    value
        .fieldNames()
        .forEachRemaining(
            name -> faults.addAll(fault(known.has(name), at + " has " + name + " too")));
    return faults;
  }

  private List<String> oneOf(JsonNode choices, JsonNode value, String at) {
    List<String> all = new ArrayList<>();
    int good = 0;
    for (JsonNode choice : choices) {
      List<String> faults = faults(choice, value, at);
      good += faults.isEmpty() ? 1 : 0;
      all.addAll(faults.stream().filter(fault -> !fault.contains("/type")).toList());
    }
    return good == 1 ? List.of() : List.of(at + " is " + good + " of its kinds: " + all);
  }
}
