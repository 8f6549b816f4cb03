package io.qnet.launcher;

import java.util.ArrayList;
import java.util.List;

/** Words pasted from a QEMU line: {@code '-netdev user,id=n0'}, quoted as one, becomes two. */
final class QemuWords {
  private QemuWords() {}

  static String[] apart(String... arguments) {
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
