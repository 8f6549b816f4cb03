package io.qnet.launcher.translate;

import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.translate.Step.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** current.txt and replaced.txt. */
final class Tables {
  private final Map<String, Current> current = new HashMap<>();
  private final Map<String, List<Replaced>> replaced = new HashMap<>();

  /** An option that is still as it was. */
  record Current(boolean valued, String what) {}

  /** An option with one successor. */
  record Replaced(
      @Nullable Pattern value, @Nullable QemuVersion since, List<String> modern, String why) {

    boolean valued() {
      return value != null;
    }

    /** What it becomes in a QEMU of {@code version}; empty if the value is another, or it stays. */
    Optional<Step> apply(String option, String given, QemuVersion version) {
      if (since != null && !version.atLeast(since.major(), since.minor())) {
        return Optional.empty();
      }
      if (value == null) {
        return Optional.of(step(List.of(option), modern));
      }
      Matcher matcher = value.matcher(given);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      List<String> filled = modern.stream().map(word -> fill(word, matcher)).toList();
      return Optional.of(step(List.of(option, given), filled));
    }

    private Step step(List<String> old, List<String> words) {
      return new Step(old, words, words.isEmpty() ? Kind.DROPPED : Kind.CHANGED, why);
    }

    private static String fill(String word, Matcher matcher) {
      return matcher.groupCount() == 0
          ? word
          : word.replace("$1", Optional.ofNullable(matcher.group(1)).orElse(""));
    }
  }

  Tables() {
    for (String[] row : rows("current.txt")) {
      current.put(row[0], new Current(row[1].equals("v"), row[2]));
    }
    for (String[] row : rows("replaced.txt")) {
      Pattern value = row[1].isEmpty() ? null : Pattern.compile(row[1]);
      QemuVersion since = row[2].isEmpty() ? null : version(row[2]);
      List<String> modern = row[3].isEmpty() ? List.of() : List.of(row[3].split(" ", -1));
      replaced
          .computeIfAbsent(row[0], name -> new ArrayList<>())
          .add(new Replaced(value, since, modern, row[4]));
    }
  }

  Optional<Current> current(String option) {
    return Optional.ofNullable(current.get(option));
  }

  List<Replaced> replaced(String option) {
    return replaced.getOrDefault(option, List.of());
  }

  private static QemuVersion version(String text) {
    int dot = text.indexOf('.');
    return new QemuVersion(
        Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)), 0);
  }

  private static List<String[]> rows(String name) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Tables.class.getResourceAsStream(name)),
                StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> line.startsWith("-"))
          .map(line -> line.split("\\|", -1))
          .toList();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
