package io.qnet.vde.console;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words after a command. */
final class Arguments {
  private final List<String> words;

  Arguments(String text) {
    words = Stream.of(text.trim().split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  @Nullable String word(int index) {
    return index < words.size() ? words.get(index) : null;
  }

  /** All from there on, as one; empty where there is nothing. */
  String rest(int index) {
    return String.join(" ", words.subList(Math.min(index, words.size()), words.size()));
  }

  /** A number, or -1 where there is none. */
  int number(int index) {
    String word = word(index);
    return word != null && word.matches("[0-9]{1,9}") ? Integer.parseInt(word) : -1;
  }
}
