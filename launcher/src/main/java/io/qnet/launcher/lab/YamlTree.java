package io.qnet.launcher.lab;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.qnet.launcher.lab.YamlNode.Entry;
import io.qnet.launcher.lab.YamlNode.Mapping;
import io.qnet.launcher.lab.YamlNode.Refused;
import io.qnet.launcher.lab.YamlNode.Scalar;
import io.qnet.launcher.lab.YamlNode.Sequence;
import io.qnet.launcher.lab.YamlNode.Spot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of YAML's events. Aliases are never followed, so that a file of nine lines stays one
 * of nine lines; with anchors, tags and merge keys they are mistakes.
 */
final class YamlTree {
  private static final int DEEPEST = 8;
  private static final int LONGEST = 4096;

  /** Line breaks and tabs hurt no terminal. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{C}&&[^\\n\\t\\p{Cf}]]");

  private static final Spot START = new Spot(1, 1);
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2 * DEEPEST)
                  .maxStringLength(LabReader.MOST_OCTETS)
                  .maxNameLength(LabReader.MOST_OCTETS)
                  .build())
          .build();

  private final YAMLParser parser;
  private final Mistakes mistakes;

  private YamlTree(YAMLParser parser, Mistakes mistakes) {
    this.parser = parser;
    this.mistakes = mistakes;
  }

  /** The one document of {@code text}; null if it cannot be read, which is a mistake by then. */
  static @Nullable YamlNode read(String text, Mistakes mistakes) throws IOException {
    try (YAMLParser parser = YAML.createParser(text)) {
      return new YamlTree(parser, mistakes).document();
    } catch (JsonProcessingException broken) {
      JsonLocation at = broken.getLocation();
      Spot spot = at == null ? START : spot(at);
      String why = broken.getOriginalMessage();
      mistakes.add(spot, "", "this is no YAML: " + Mistakes.quoted(problem(why)));
      return null;
    }
  }

  private static Spot spot(JsonLocation at) {
    return new Spot(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  /** SnakeYAML's message begins with what it was at, and quotes the lines. */
  private static String problem(String message) {
    List<String> lines = message.lines().toList();
    return lines.stream()
        .filter(line -> !line.startsWith("while ") && !line.startsWith(" "))
        .findFirst()
        .orElse(lines.isEmpty() ? "it cannot be read" : lines.get(0));
  }

  private @Nullable YamlNode document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      mistakes.add(START, "", "the file is empty; it begins with machines:");
      return null;
    }
    YamlNode root = node(first, "", 0);
    if (root != null && parser.nextToken() != null) {
      mistakes.add(here(), "", "a second document begins; a lab is one");
    }
    return root;
  }

  private Spot here() {
    return spot(parser.currentTokenLocation());
  }

  /** What begins with {@code token}; null if it is too deep, and the rest is not read then. */
  private @Nullable YamlNode node(JsonToken token, String path, int depth) throws IOException {
    Spot spot = here();
    boolean plain = isPlain(spot, path);
    if (depth == DEEPEST) {
      mistakes.add(spot, path, "too deep; a lab has machines, their keys, and lists");
      return null;
    }
    return switch (token) {
      case START_OBJECT -> mapping(spot, path, depth);
      case START_ARRAY -> sequence(spot, path, depth);
      case VALUE_NULL -> new Scalar(spot, "", true);
      default -> plain ? scalar(spot, path) : new Refused(spot);
    };
  }

  private boolean isPlain(Spot spot, String path) throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      mistakes.add(spot, path, "a lab file has no anchors and aliases; write it out");
      return false;
    }
    if (parser.getTypeId() != null) {
      mistakes.add(spot, path, "a lab file has no tags; leave the ! out, or quote it");
      return false;
    }
    return true;
  }

  private YamlNode scalar(Spot spot, String path) throws IOException {
    String text = parser.getText();
    String why =
        text.length() > LONGEST
            ? "longer than " + LONGEST + " characters"
            : CONTROL.matcher(text).find() ? "has a control character in it" : "";
    if (!why.isEmpty()) {
      mistakes.add(spot, path, why);
      return new Refused(spot);
    }
    // Between quotes nothing may be meant.
    boolean nothing = text.isEmpty() && spot(parser.currentLocation()).equals(spot);
    return new Scalar(spot, text, nothing);
  }

  private @Nullable Mapping mapping(Spot spot, String path, int depth) throws IOException {
    List<Entry> entries = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Spot at = here();
      String key = parser.currentName();
      String inner = LabReader.join(path, key);
      boolean unused = isPlain(at, inner);
      YamlNode value = node(parser.nextToken(), inner, depth + 1);
      if (value == null) {
        return null;
      }
      entries.add(new Entry(at, key, value));
    }
    return new Mapping(spot, entries);
  }

  private @Nullable Sequence sequence(Spot spot, String path, int depth) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      YamlNode item = node(token, path + "[" + items.size() + "]", depth + 1);
      if (item == null) {
        return null;
      }
      items.add(item);
      token = parser.nextToken();
    }
    return new Sequence(spot, items);
  }
}
