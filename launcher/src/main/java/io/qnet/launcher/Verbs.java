package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What all verbs share. */
final class Verbs {
  static final int HELP_WIDTH = 96;

  /** Documented verbs that do nothing yet. */
  private static final Set<String> LATER =
      Set.of("up", "down", "inspect", "graph", "check", "capture");

  private Verbs() {}

  /** Says of a verb that is documented but does not work yet, that it does not. */
  static void refuseLater(String... arguments) {
    for (String word : arguments) {
      if (!word.startsWith("-")) {
        if (LATER.contains(word)) {
          throw Failure.notYet("qnet " + word, "qnet --help lists the verbs that work");
        }
        return;
      }
    }
  }

  /** {@code qnet help user} is {@code qnet user --help}. */
  static String[] helpLast(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    String[] words = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    words[words.length - 1] = "--help";
    return words;
  }

  /** Help begins like a manual page: {@code qnet user - a user-mode gateway}. */
  static void nameInHeader(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.usageMessage().headerHeading(spec.qualifiedName() + " - ");
    line.getSubcommands().values().forEach(Verbs::nameInHeader);
  }

  static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
