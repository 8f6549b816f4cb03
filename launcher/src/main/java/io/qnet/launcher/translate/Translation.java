package io.qnet.launcher.translate;

import java.util.ArrayList;
import java.util.List;

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
    StringBuilder line = new StringBuilder(program);
    words().forEach(word -> line.append(' ').append(ShellWords.quote(word)));
    return line.toString();
  }

  /** The same machine for {@code qnet run}. */
  public String runLine() {
    return RunLine.of(program, words());
  }
}
