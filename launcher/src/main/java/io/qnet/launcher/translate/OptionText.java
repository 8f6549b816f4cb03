package io.qnet.launcher.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An option's value: {@code user,hostfwd=tcp::1-:2,restrict}. A comma in a value is doubled; the
 * first word may stand without a key; a key without a value is a switch.
 */
final class OptionText {
  private final List<Entry> entries = new ArrayList<>();

  /** A key and what it is; the key of the first word is empty where it has none. */
  private record Entry(String key, String value) {}

  static OptionText of(String first) {
    OptionText text = new OptionText();
    text.entries.add(new Entry("", first));
    return text;
  }

  static OptionText empty() {
    return new OptionText();
  }

  /** Reads {@code text}; of {@code switches} the names that may stand alone: X, or noX for off. */
  static OptionText parse(String text, Set<String> switches) {
    OptionText parsed = new OptionText();
    for (String part : parts(text)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parsed.add(part.substring(0, equals), part.substring(equals + 1));
      } else if (switches.contains(part)) {
        parsed.add(part, "on");
      } else if (part.startsWith("no") && switches.contains(part.substring(2))) {
        parsed.add(part.substring(2), "off");
      } else {
        parsed.add("", part);
      }
    }
    return parsed;
  }

  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
        part.append(',');
        i++;
      } else if (c == ',') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  OptionText add(String key, String value) {
    entries.add(new Entry(key, value));
    return this;
  }

  /** The first word, if it stands without a key. */
  String head() {
    return entries.isEmpty() || !entries.get(0).key.isEmpty() ? "" : entries.get(0).value;
  }

  OptionText withoutHead() {
    if (!head().isEmpty()) {
      entries.remove(0);
    }
    return this;
  }

  Optional<String> get(String key) {
    return entries.stream().filter(entry -> entry.key.equals(key)).map(Entry::value).findFirst();
  }

  /** Takes {@code key} out and returns what it was. */
  Optional<String> take(String key) {
    Optional<String> value = get(key);
    entries.removeIf(entry -> entry.key.equals(key));
    return value;
  }

  /** Gives {@code key} another value, or adds it. */
  OptionText set(String key, String value) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).key.equals(key)) {
        entries.set(i, new Entry(key, value));
        return this;
      }
    }
    return add(key, value);
  }

  /** All of {@code other} behind all of this. */
  OptionText addAll(OptionText other) {
    entries.addAll(other.entries);
    return this;
  }

  /** Whether, behind the first word, there are no other keys. */
  boolean hasOnly(Set<String> keys) {
    return entries.stream()
        .skip(head().isEmpty() ? 0 : 1)
        .allMatch(entry -> keys.contains(entry.key));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (Entry entry : entries) {
      String value = entry.value.replace(",", ",,");
      parts.add(entry.key.isEmpty() ? value : entry.key + "=" + value);
    }
    return String.join(",", parts);
  }
}
