package io.qnet.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's option text, cut up: {@code key=value,key=value}, where a comma inside a value is doubled.
 */
public final class OptionText {
  private OptionText() {}

  /**
   * One word between commas.
   *
   * @param value what follows the equals sign; null where there is none
   */
  public record Word(String key, @Nullable String value) {}

  /** Cuts {@code text} up; empty words are left out. */
  public static List<Word> split(String text) {
    List<Word> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ',') {
        word.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == ',' && word.indexOf("=") >= 0) {
        word.append(c);
        i++;
      } else {
        add(words, word);
      }
    }
    add(words, word);
    return words;
  }

  private static void add(List<Word> words, StringBuilder word) {
    if (word.length() > 0) {
      int equals = word.indexOf("=");
      words.add(
          equals < 0
              ? new Word(word.toString(), null)
              : new Word(word.substring(0, equals), word.substring(equals + 1)));
      word.setLength(0);
    }
  }
}
