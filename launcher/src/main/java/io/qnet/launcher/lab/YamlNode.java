package io.qnet.launcher.lab;

import java.util.List;

/** A piece of a YAML file, and where it begins. */
sealed interface YamlNode {
  Spot spot();

  /** A place in a file; both from 1. */
  record Spot(int line, int column) {}

  /**
   * A word, as it is written.
   *
   * @param empty whether nothing is written there, or null
   */
  record Scalar(Spot spot, String text, boolean empty) implements YamlNode {}

  /** What was refused already: there is no more to say about it. */
  record Refused(Spot spot) implements YamlNode {}

  /** A list. */
  record Sequence(Spot spot, List<YamlNode> items) implements YamlNode {}

  /** Keys and values, in order; a key may be there twice. */
  record Mapping(Spot spot, List<Entry> entries) implements YamlNode {}

  /** A key and its value. */
  record Entry(Spot spot, String key, YamlNode value) {}
}
