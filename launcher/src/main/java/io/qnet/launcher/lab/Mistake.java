package io.qnet.launcher.lab;

/**
 * Something wrong in a lab file.
 *
 * @param line from 1
 * @param column from 1
 * @param path where in the lab, such as {@code machines.a.memory}; empty for the file itself
 * @param what the sentence
 */
public record Mistake(int line, int column, String path, String what) {
  /** {@code lab.yaml:12:7: machines.a.memroy: unknown; did you mean memory?} */
  public String told(String file) {
    return file + ":" + line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + what;
  }
}
