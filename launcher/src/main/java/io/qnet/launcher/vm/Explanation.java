package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.doctor.Diagnosis;
import io.qnet.launcher.doctor.Symptoms;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What QEMU's own words mean: the doctor is asked, as by {@code qnet doctor --text}; what to type
 * is in qnet's words.
 */
final class Explanation {
  private final Symptoms symptoms;

  Explanation(Symptoms symptoms) {
    this.symptoms = symptoms;
  }

  /** The failure that {@code messages} of a QEMU that ended tell of; {@code what} says how. */
  Failure of(String what, String messages) throws InterruptedException {
    return messages.isBlank()
        ? Failure.failed(what, "it did not say why", "start it with --verbose")
        : of(
            what,
            messages,
            "these are QEMU's own words, and qnet does not know them",
            "see what QEMU was told: the same command with --dry-run");
  }

  /**
   * The failure that {@code messages} of QEMU tell of.
   *
   * @param what what it did; names are looked for there, too
   * @param meaning what it means if the words are unknown
   * @param remedy what to type then
   */
  Failure of(String what, String messages, String meaning, String remedy)
      throws InterruptedException {
    // A warning goes on in lines that are indented.
    List<String> errors =
        messages.lines().filter(line -> !line.matches("(?i)\\s.*|.*\\bwarning: .*")).toList();
    Optional<Diagnosis> known =
        diagnose(errors.isEmpty() ? messages : String.join("\n", errors), what + "\n" + messages);
    if (known.isPresent()) {
      return Failure.failed(
          what + ": " + known.get().message(),
          known.get().cause() + "; here: " + known.get().evidence(),
          known.get().inQnet());
    }
    String last = errors.isEmpty() ? messages.strip() : errors.get(errors.size() - 1);
    return Failure.failed(what + ": " + last, meaning, remedy);
  }

  private Optional<Diagnosis> diagnose(String errors, String around) throws InterruptedException {
    try {
      return symptoms.diagnose(errors, around);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
