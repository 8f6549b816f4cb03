package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.util.Collection;

/** Refusals of what a machine was asked to be. */
final class VmFailure {
  static final String MEANING = "no machine was started";
  static final String UNCHANGED = "nothing was changed";

  private VmFailure() {}

  /** A word that the QEMU installed here does not know. */
  static Failure unknown(String option, String word, Collection<String> valid) {
    return Failure.usage(
        option + " " + word + ": the QEMU installed here has none of that name",
        MEANING,
        Nearest.hint(word, valid));
  }

  static Failure usage(String what, String remedy) {
    return Failure.usage(what, MEANING, remedy);
  }
}
