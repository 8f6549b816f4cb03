package io.qnet.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Words pasted from a QEMU line: {@code '-netdev user,id=n0'}, quoted as one, becomes two. */
final class QemuWords {
  private QemuWords() {}

  /** Where such words are read: a message behind {@code doctor --text} is nobody's to split. */
  private static final Set<String> VERBS = Set.of("user", "switch");

  static String[] apart(String... arguments) {
    if (arguments.length == 0 || !VERBS.contains(arguments[0])) {
      return arguments;
    }
    List<String> words = new ArrayList<>();
    boolean user = arguments.length > 0 && arguments[0].equals("user");
    for (String argument : arguments) {
      if (isOneWord(argument) || (user && isOldWord(argument))) {
        String[] two = argument.split("\\s+", 2);
        words.add(two[0].replaceFirst("^--?", "-"));
        words.add(two[1].strip());
      } else {
        words.add(argument);
      }
    }
    return words.toArray(new String[0]);
  }

  /** Looks before it calls for a regular expression, which would cost every start some time. */
  private static boolean isOneWord(String argument) {
    return (argument.contains("netdev") || argument.contains("redir"))
        && argument.matches("(?s)--?(netdev|redir)\\s.*");
  }

  /** {@code --net} and {@code --nic} are options of other verbs. */
  private static boolean isOldWord(String argument) {
    return argument.startsWith("-") && argument.matches("(?s)--?(net|nic)\\s.*");
  }
}
