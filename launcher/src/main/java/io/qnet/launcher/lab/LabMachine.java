package io.qnet.launcher.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A machine of a lab.
 *
 * @param name what {@code qnet run --name} is given
 * @param settings its words, in the order of the keys; a flag that is set has no value
 */
public record LabMachine(String name, Map<LabKey, List<String>> settings) {
  private static final String NAME = "--name";

  /** Not of the machine, but of who starts it: the machines of a lab run side by side anyway. */
  private static final String DETACH = "--detach";

  /** Keeps a copy of its own. */
  public LabMachine {
    Map<LabKey, List<String>> ordered = new EnumMap<>(LabKey.class);
    settings.forEach((key, values) -> ordered.put(key, List.copyOf(values)));
    settings = Collections.unmodifiableMap(ordered);
  }

  /**
   * The machine of a command line.
   *
   * @param name its name if the line gives none
   * @param words of {@code qnet run}, without these two
   * @throws IllegalArgumentException if a word is none that a lab file has
   */
  public static LabMachine of(String name, List<String> words) {
    String own = name;
    Map<LabKey, List<String>> settings = new EnumMap<>(LabKey.class);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals(LabKey.QEMU.option())) {
        settings.put(LabKey.QEMU, words.subList(i + 1, words.size()));
        break;
      }
      if (word.equals(NAME)) {
        i++;
        own = words.get(i);
        continue;
      }
      if (word.equals(DETACH)) {
        continue;
      }
      LabKey key =
          LabKey.ofOption(word)
              .orElseThrow(() -> new IllegalArgumentException(word + " is no key of a lab file"));
      List<String> values = settings.computeIfAbsent(key, first -> new ArrayList<>());
      if (key.kind() != LabKey.Kind.FLAG) {
        i++;
        values.add(words.get(i));
      }
    }
    return new LabMachine(own, settings);
  }

  /** The command that starts it: {@code qnet run --name NAME ...}. */
  public List<String> command() {
    List<String> words = new ArrayList<>(List.of("qnet", "run", NAME, name));
    settings.forEach(
        (key, values) -> {
          if (key == LabKey.QEMU || key.kind() == LabKey.Kind.FLAG) {
            words.add(key.option());
            words.addAll(values);
          } else {
            values.forEach(value -> words.addAll(List.of(key.option(), value)));
          }
        });
    return words;
  }
}
