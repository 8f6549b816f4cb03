package io.qnet.launcher.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The table of intended differences in {@code docs/libslirp.md}: one row for each case that does
 * not agree.
 */
final class Differences {
  /** What each of the two answers. */
  record Row(String libslirp, String qnet) {}

  private Differences() {}

  static Map<String, Row> read(Path file) throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 6 && !cells[1].isBlank() && !cells[1].strip().matches("-+|case")) {
        rows.put(cells[1].strip(), new Row(cells[2].strip(), cells[3].strip()));
      }
    }
    return rows;
  }
}
