package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A line of {@code qnet img}, read as qemu-img reads it: values attached or apart, {@code --}
 * before names that begin with a dash.
 *
 * @param verb what to do
 * @param options each option, and its value or an empty one
 * @param operands the rest: files and a size
 */
record ImageWords(ImageVerb verb, Map<String, String> options, List<String> operands) {
  private static final String NOTHING = "nothing was changed";

  static ImageWords read(ImageVerb verb, List<String> line) {
    Map<String, String> options = new LinkedHashMap<>();
    List<String> operands = new ArrayList<>();
    boolean onlyOperands = false;
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (onlyOperands || !word.startsWith("-") || word.equals("-") || isSize(verb, word)) {
        operands.add(word);
      } else if (word.equals("--")) {
        onlyOperands = true;
      } else if (verb.flags().contains(word)) {
        options.put(word, "");
      } else if (verb.valued().contains(word)) {
        i++;
        if (i == line.size()) {
          throw Failure.usage(
              "qnet img " + verb.word() + ": " + word + " needs a value",
              NOTHING,
              "see qnet img --help");
        }
        put(options, word, line.get(i));
      } else {
        attached(verb, word, options);
      }
    }
    return new ImageWords(verb, options, operands);
  }

  /** {@code qnet img resize a.img -5G}: the last word is no option. */
  private static boolean isSize(ImageVerb verb, String word) {
    return verb == ImageVerb.RESIZE && word.matches("-\\d.*");
  }

  private static void attached(ImageVerb verb, String word, Map<String, String> options) {
    int equals = word.indexOf('=');
    if (word.startsWith("--") && equals > 0 && verb.valued().contains(word.substring(0, equals))) {
      put(options, word.substring(0, equals), word.substring(equals + 1));
      return;
    }
    String letter = word.substring(0, 2);
    if (!word.startsWith("--") && verb.valued().contains(letter)) {
      put(options, letter, word.substring(2));
      return;
    }
    Set<String> known = new TreeSet<>(verb.flags());
    known.addAll(verb.valued());
    throw Failure.usage(
        "qnet img " + verb.word() + " has no option " + word,
        NOTHING,
        Nearest.hint(word, known) + "; before a file of that name write --");
  }

  /** Of an option given twice the last counts, but -o of create and convert adds up. */
  private static void put(Map<String, String> options, String option, String value) {
    options.merge(option, value, (old, last) -> option.equals("-o") ? old + "," + last : last);
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  Optional<String> value(String option) {
    return Optional.ofNullable(options.get(option));
  }

  /** The operands, of which there have to be {@code names.length}. */
  List<String> require(String... names) {
    if (operands.size() != names.length) {
      throw Failure.usage(
          "qnet img "
              + verb.word()
              + " needs "
              + String.join(" and ", names)
              + ", but got "
              + (operands.isEmpty() ? "nothing" : String.join(" ", operands)),
          NOTHING,
          "qnet img " + verb.word() + " [OPTIONS] " + String.join(" ", names));
    }
    return operands;
  }

  /** Whether the answer is to be JSON: {@code -o json}, or qemu-img's {@code --output=json}. */
  boolean json() {
    String form = value("-o").or(() -> value("--output")).orElse("table");
    if (!Set.of("json", "table", "human").contains(form)) {
      throw Failure.usage(
          "-o " + form + " is no form of list",
          "nothing was listed",
          Nearest.hint(form, List.of("table", "json")));
    }
    return form.equals("json");
  }

  /** The options for qemu-img's command line: without our own, and without {@code without}. */
  List<String> forQemuImg(String... without) {
    Set<String> ours = new TreeSet<>(List.of(without));
    ours.addAll(List.of("--force", "-p", "--output"));
    if (verb.lists()) {
      ours.add("-o");
    }
    List<String> words = new ArrayList<>();
    options.forEach(
        (option, value) -> {
          if (!ours.contains(option)) {
            words.add(option);
            if (verb.valued().contains(option)) {
              words.add(value);
            }
          }
        });
    return words;
  }
}
