package io.qnet.launcher.translate;

import io.qnet.launcher.port.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A translated line.
 *
 * @param program the QEMU to call
 * @param steps what became of each argument, in order
 */
public record Translation(String program, List<Step> steps) {
  /** The arguments of the modern line. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    steps.forEach(step -> words.addAll(step.modern()));
    return words;
  }

  /** The modern line, quoted for a shell. */
  public String line() {
    List<String> line = new ArrayList<>(List.of(program));
    line.addAll(words());
    return quoted(line);
  }

  /** One line of {@code words}, each quoted for a shell where it needs that. */
  public static String quoted(List<String> words) {
    return words.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
  }

  /** The same machine for {@code qnet run}: the words of that line. */
  public List<String> runWords() {
    return RunLine.of(program, words());
  }

  /** The same machine for {@code qnet run}, quoted for a shell. */
  public String runLine() {
    return quoted(runWords());
  }
}
