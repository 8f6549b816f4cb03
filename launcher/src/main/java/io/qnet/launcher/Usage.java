package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage, in three parts: the word at fault, what that means, and the nearest valid word. */
final class Usage {
  private static final String MEANING = "nothing was started";

  private Usage() {}

  static Failure failure(ParameterException wrong) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    String help = "see " + command.qualifiedName() + " --help";
    if (wrong.getCause() instanceof Failure failure) {
      return failure;
    }
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unknown(command, unmatched.getUnmatched().get(0)).because(wrong);
    }
    if (wrong instanceof OverwrittenOptionException twice) {
      return Failure.usage(name(twice.getOverwritten()) + " is given twice", MEANING, "leave one")
          .because(wrong);
    }
    if (wrong instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      ArgSpec first = missing.getMissing().get(0);
      String what = first.isOption() ? name(first) + " needs a value" : name(first) + " is missing";
      return Failure.usage(command.qualifiedName() + ": " + what, MEANING, help).because(wrong);
    }
    return Failure.usage(command.qualifiedName() + ": " + wrong.getMessage(), MEANING, help)
        .because(wrong);
  }

  private static Failure unknown(CommandSpec command, String word) {
    String where = command.qualifiedName();
    if (word.startsWith("-")) {
      String bare = word.replaceFirst("=.*", "");
      List<String> options =
          command.options().stream()
              .filter(option -> !option.hidden())
              .flatMap(option -> Stream.of(option.names()))
              .sorted()
              .toList();
      return Failure.usage(where + " has no option " + bare, MEANING, Nearest.hint(bare, options));
    }
    Map<String, CommandLine> verbs = visible(command);
    if (verbs.isEmpty()) {
      return Failure.usage(
          where + ": '" + word + "' is one word too many", MEANING, "see " + where + " --help");
    }
    return Failure.usage(
        where + ": there is no verb '" + word + "'", MEANING, Nearest.hint(word, verbs.keySet()));
  }

  private static Map<String, CommandLine> visible(CommandSpec command) {
    Map<String, CommandLine> verbs = new TreeMap<>(command.subcommands());
    verbs.values().removeIf(verb -> verb.getCommandSpec().usageMessage().hidden());
    return verbs;
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
