package io.qnet.launcher.doctor;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that is known.
 *
 * @param pattern what lines it is found in
 * @param cause why it is printed; names are put in as by {@link Recognized#fill}
 * @param look what to look at on this host
 * @param fix what to type, names as in the cause
 * @param inQnet the same for who typed {@code qnet run}
 */
record Symptom(Pattern pattern, String cause, Look look, String fix, String inQnet) {
  /** Looks at this host with what the message says. */
  @FunctionalInterface
  interface Look {
    String at(Host host, Recognized message) throws IOException, InterruptedException;
  }

  static Symptom when(String pattern, String cause, Look look, String fix) {
    return when(pattern, cause, look, fix, fix);
  }

  static Symptom when(String pattern, String cause, Look look, String fix, String inQnet) {
    return new Symptom(Pattern.compile(pattern), cause, look, fix, inQnet);
  }

  /** The diagnosis, if {@code line} of {@code text} is this message. */
  Optional<Diagnosis> in(String line, String text, Host host)
      throws IOException, InterruptedException {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Recognized message = new Recognized(matcher.toMatchResult(), text);
    return Optional.of(
        new Diagnosis(
            line,
            message.fill(cause, host),
            look.at(host, message),
            message.fill(fix, host),
            message.fill(inQnet, host)));
  }
}
