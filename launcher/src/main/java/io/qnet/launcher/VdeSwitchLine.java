package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command line of vde_switch's: options as {@code getopt_long_only} reads them, so that {@code
 * -sock}, {@code --sock=DIR}, {@code -s DIR}, {@code -sDIR}, {@code -xF} and unmistakable
 * beginnings of long names all work.
 */
final class VdeSwitchLine {
  private final Map<Word, List<String>> said = new EnumMap<>(Word.class);

  private VdeSwitchLine() {}

  /** What can be said; its long names, its letter, and whether a value follows. */
  enum Word {
    PORTS('n', true, "numports"),
    HUB('x', false, "hub"),
    STP('F', false, "fstp"),
    MAC(' ', true, "macaddr"),
    PRIORITY(' ', true, "priority"),
    HASH_SIZE(' ', true, "hashsize"),
    SOCKET('s', true, "sock", "vdesock", "unix"),
    MODE('m', true, "mode"),
    DIRECTORY_MODE(' ', true, "dirmode"),
    GROUP('g', true, "group"),
    DAEMON('d', false, "daemon"),
    PID_FILE('p', true, "pidfile"),
    RC_FILE('f', true, "rcfile"),
    CONSOLE('M', true, "mgmt"),
    CONSOLE_MODE(' ', true, "mgmtmode"),
    CONSOLE_GROUP(' ', true, "mgmtgroup"),
    NO_STDIN(' ', false, "nostdin"),
    DEBUG_CLIENTS('D', true, "debugclients"),
    TAP('t', true, "tap"),
    VERSION('v', false, "version");

    private final char letter;
    private final boolean value;
    private final String names;

    Word(char letter, boolean value, String... names) {
      this.letter = letter;
      this.value = value;
      this.names = String.join(" ", names);
    }

    /** The first is the usual one. */
    private String[] names() {
      return names.split(" ", -1);
    }
  }

  /**
   * Reads the words after {@code vde_switch}.
   *
   * @throws Failure if one is none of vde_switch's
   */
  static VdeSwitchLine read(List<String> words) {
    VdeSwitchLine line = new VdeSwitchLine();
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at++);
      if (word.length() < 2 || word.charAt(0) != '-') {
        throw unknown(word);
      }
      at = line.readOption(word, words, at);
    }
    return line;
  }

  private int readOption(String option, List<String> words, int next) {
    boolean twoDashes = option.startsWith("--");
    String text = option.substring(twoDashes ? 2 : 1);
    boolean letterFirst = !twoDashes && text.length() == 1 && byLetter(text.charAt(0)) != null;
    int equals = text.indexOf('=');
    Word word = letterFirst ? null : byName(equals < 0 ? text : text.substring(0, equals));
    if (word == null) {
      if (twoDashes) {
        throw unknown(option);
      }
      return readLetters(option, words, next);
    }
    if (!word.value || equals >= 0) {
      say(word, equals < 0 ? "" : text.substring(equals + 1));
      return next;
    }
    return readValue(word, option, words, next);
  }

  private int readLetters(String option, List<String> words, int next) {
    for (int i = 1; i < option.length(); i++) {
      Word word = byLetter(option.charAt(i));
      if (word == null) {
        throw unknown(option);
      }
      if (word.value) {
        if (i + 1 == option.length()) {
          return readValue(word, option, words, next);
        }
        say(word, option.substring(i + 1));
        return next;
      }
      say(word, "");
    }
    return next;
  }

  private int readValue(Word word, String option, List<String> words, int next) {
    if (next == words.size()) {
      throw Failure.usage(
          "vde_switch: option " + option + " needs a value",
          "nothing was started",
          "qnet vde_switch --help lists the options");
    }
    say(word, words.get(next));
    return next + 1;
  }

  private void say(Word word, String value) {
    said.computeIfAbsent(word, unused -> new ArrayList<>()).add(value);
  }

  private static @Nullable Word byLetter(char letter) {
    for (Word word : Word.values()) {
      if (word.letter == letter && letter != ' ') {
        return word;
      }
    }
    return null;
  }

  /** The word of that name, or the only one of which that is the beginning. */
  private static @Nullable Word byName(String name) {
    Word found = null;
    for (Word word : Word.values()) {
      for (String each : word.names()) {
        if (each.equals(name)) {
          return word;
        }
        if (each.startsWith(name)) {
          if (found != null && found != word) {
            return null;
          }
          found = word;
        }
      }
    }
    return found;
  }

  private static Failure unknown(String word) {
    List<String> names = new ArrayList<>();
    for (Word each : Word.values()) {
      for (String name : each.names()) {
        names.add("--" + name);
      }
    }
    return Failure.usage(
        "vde_switch: " + word + " is none of its options",
        "nothing was started",
        Nearest.hint(word, names));
  }

  /** What was said, but for one word, in long names: the same line. */
  List<String> without(Word left) {
    List<String> words = new ArrayList<>();
    said.forEach(
        (word, values) -> {
          if (word != left) {
            String name = "--" + word.names()[0];
            values.forEach(value -> words.add(word.value ? name + "=" + value : name));
          }
        });
    return words;
  }

  boolean has(Word word) {
    return said.containsKey(word);
  }

  /** All values in their order. */
  List<String> all(Word word) {
    return said.getOrDefault(word, List.of());
  }

  /** The last value; null if there is none. */
  @Nullable String last(Word word) {
    List<String> values = all(word);
    return values.isEmpty() ? null : values.get(values.size() - 1);
  }

  /**
   * The last value as a number: decimal, 0x1000, or 010000, as C reads them.
   *
   * @param otherwise where there is none
   */
  int number(Word word, int otherwise) {
    String value = last(word);
    if (value == null) {
      return otherwise;
    }
    try {
      if (value.matches("(0[xX])?[0-9a-fA-F]+")) {
        return Integer.decode(value);
      }
    } catch (NumberFormatException tooLarge) {
      // as below
    }
    throw Failure.usage(
        "vde_switch: --" + word.names()[0] + " " + value + " is no number",
        "nothing was started",
        "write digits: --" + word.names()[0] + (word == Word.PRIORITY ? " 0x8000" : " 32"));
  }
}
