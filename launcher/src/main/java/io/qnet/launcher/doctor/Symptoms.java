package io.qnet.launcher.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every message that is known, the more special ones first. */
public final class Symptoms {
  private static final List<Symptom> ALL =
      Stream.of(
              NetworkSymptoms.BRIDGE,
              NetworkSymptoms.TAP,
              NetworkSymptoms.VDE,
              NetworkSymptoms.USER,
              MachineSymptoms.OLD_WORDS,
              MachineSymptoms.KVM_AND_SCREEN,
              MachineSymptoms.DISK)
          .flatMap(List::stream)
          .toList();

  private static final String WARNING = "(?i).*\\bwarning: .*";

  private final Host host;

  Symptoms(Host host) {
    this.host = host;
  }

  /** Messages, looked at on this machine. */
  public static Symptoms ofThisMachine(Map<String, String> environment) {
    return new Symptoms(Host.ofThisMachine(environment));
  }

  /** How many messages are known. */
  static int count() {
    return ALL.size();
  }

  /** The pattern of the first rule that knows {@code line}; for the test that tries them all. */
  static String rule(String line) {
    return ALL.stream()
        .map(Symptom::pattern)
        .filter(pattern -> pattern.matcher(line).find())
        .findFirst()
        .map(Pattern::pattern)
        .orElse("none");
  }

  /**
   * What {@code text} means: of its lines the one that the most special rule knows; a warning only
   * where no other line is known, for it is not why a program ended. Empty if none is known.
   */
  public Optional<Diagnosis> diagnose(String text) throws IOException, InterruptedException {
    return diagnose(text, text);
  }

  /**
   * What {@code text} means.
   *
   * @param around all that was said, in which names are looked for: the bridge, the folder
   */
  public Optional<Diagnosis> diagnose(String text, String around)
      throws IOException, InterruptedException {
    List<String> lines = text.lines().map(String::strip).toList();
    Optional<Diagnosis> error =
        diagnose(lines.stream().filter(line -> !line.matches(WARNING)).toList(), around);
    return error.isPresent() ? error : diagnose(lines, around);
  }

  private Optional<Diagnosis> diagnose(List<String> lines, String around)
      throws IOException, InterruptedException {
    for (Symptom symptom : ALL) {
      for (String line : lines) {
        Optional<Diagnosis> diagnosis = symptom.in(line, around, host);
        if (diagnosis.isPresent()) {
          return diagnosis;
        }
      }
    }
    return Optional.empty();
  }
}
