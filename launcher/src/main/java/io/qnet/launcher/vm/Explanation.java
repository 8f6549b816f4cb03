package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.doctor.Diagnosis;
import io.qnet.launcher.doctor.Symptoms;
import java.io.IOException;
import java.util.Optional;

/** What QEMU's own words mean: the doctor is asked, as by {@code qnet doctor --text}. */
final class Explanation {
  private final Symptoms symptoms;

  Explanation(Symptoms symptoms) {
    this.symptoms = symptoms;
  }

  /** The failure that {@code messages} of QEMU tell of; {@code what} says what it did. */
  Failure of(String what, String messages) throws InterruptedException {
    Optional<Diagnosis> known = diagnose(messages);
    if (known.isPresent()) {
      return Failure.failed(
          what + ": " + known.get().message(),
          known.get().cause() + "; here: " + known.get().evidence(),
          known.get().fix());
    }
    String last = messages.lines().reduce((first, second) -> second).orElse("");
    return last.isEmpty()
        ? Failure.failed(what, "it did not say why", "start it with --verbose")
        : Failure.failed(
            what + ": " + last,
            "these are QEMU's own words, and qnet does not know them",
            "see what QEMU was told: the same command with --dry-run");
  }

  private Optional<Diagnosis> diagnose(String messages) throws InterruptedException {
    try {
      return symptoms.diagnose(messages);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
