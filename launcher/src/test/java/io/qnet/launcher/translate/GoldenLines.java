package io.qnet.launcher.translate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** lines.txt: old lines, and what becomes of them. */
final class GoldenLines {
  /** Enough of QEMU 7.2's boards to tell what is gone. */
  static final Set<String> BOARDS = Set.of("pc", "q35", "isapc", "microvm", "none");

  private GoldenLines() {}

  /**
   * One old line.
   *
   * @param old the line
   * @param modern what it is now
   * @param run the same for {@code qnet run}
   * @param accepted whether the installed QEMU has to accept it
   */
  record Line(String old, String modern, String run, boolean accepted) {
    @Override
    public String toString() {
      return old;
    }
  }

  static List<Line> all() throws IOException {
    List<String> rows;
    try (InputStream in = GoldenLines.class.getResourceAsStream("lines.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      rows = text.lines().filter(row -> !row.startsWith("#")).toList();
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i + 2 < rows.size(); i += 3) {
      boolean accepted = !rows.get(i).startsWith("! ");
      lines.add(
          new Line(
              accepted ? rows.get(i) : rows.get(i).substring(2),
              rows.get(i + 1).strip(),
              rows.get(i + 2).strip(),
              accepted));
    }
    return lines;
  }
}
