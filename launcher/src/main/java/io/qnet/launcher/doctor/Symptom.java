package io.qnet.launcher.doctor;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that is known.
 *
 * @param pattern what lines it is found in
 * @param cause why it is printed; {@code $1} stands for the pattern's first group
 * @param look what to look at on this host
 * @param fix what to type; {@code $1} as in the cause
 */
record Symptom(Pattern pattern, String cause, Look look, String fix) {
  /** Looks at this host with what the message says. */
  @FunctionalInterface
  interface Look {
    String at(Host host, Matcher message) throws IOException, InterruptedException;
  }

  static Symptom when(String pattern, String cause, Look look, String fix) {
    return new Symptom(Pattern.compile(pattern), cause, look, fix);
  }

  /** The diagnosis, if {@code line} is this message. */
  Optional<Diagnosis> in(String line, Host host) throws IOException, InterruptedException {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new Diagnosis(line, fill(cause, matcher), look.at(host, matcher), fill(fix, matcher)));
  }

  private static String fill(String text, Matcher matcher) {
    String filled = text;
    for (int i = 1; i <= matcher.groupCount(); i++) {
      filled = filled.replace("$" + i, matcher.group(i) == null ? "" : matcher.group(i));
    }
    return filled;
  }
}
