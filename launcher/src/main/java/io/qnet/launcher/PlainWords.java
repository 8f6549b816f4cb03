package io.qnet.launcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain lines of {@code qnet user}, the same way as {@link UserCommand} but without picocli:
 * its class files are too old for the shared archive, so that loading them takes as long as all the
 * rest of a start. What is not plain is left to picocli: help, mistakes, {@code --name=VALUE}.
 */
final class PlainWords {
  private static final Set<String> SWITCHES = Set.of("--detach", "--verbose");
  private static final Set<String> VALUED =
      Set.of("--port", "--capture", "--impair", "--name", "-netdev");

  private PlainWords() {}

  /** What {@code line} says; null if it is not plain. */
  static @Nullable UserWords read(String... line) {
    if (line.length == 0 || !line[0].equals("user")) {
      return null;
    }
    Map<String, String> given = new HashMap<>();
    List<String> options = new ArrayList<>();
    for (int i = 1; i < line.length; i++) {
      String word = line[i];
      String value = "";
      if (isValue(word)) {
        options.add(word);
        continue;
      }
      if (VALUED.contains(word) && i + 1 < line.length && isValue(line[i + 1])) {
        i++;
        value = line[i];
      } else if (!SWITCHES.contains(word) && !word.equals("--capture")) {
        return null;
      }
      if (given.put(word, value) != null) {
        return null;
      }
    }
    String port = given.get("--port");
    return new UserWords(
        port == null ? List.of() : List.of(port),
        given.get("--capture"),
        given.get("--impair"),
        given.get("--name"),
        given.containsKey("--detach"),
        given.get("-netdev"),
        List.of(),
        null,
        null,
        null,
        List.of(),
        options);
  }

  /** Neither an option nor, with {@code @}, the name of a file with more words. */
  private static boolean isValue(String word) {
    return !word.isEmpty() && word.charAt(0) != '-' && word.charAt(0) != '@';
  }
}
