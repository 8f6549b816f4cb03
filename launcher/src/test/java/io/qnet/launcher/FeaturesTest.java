package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeps docs/features.md true, as far as a machine can. */
@DisplayName("docs/features.md")
class FeaturesTest {
  private static final Path TABLE = Path.of("../docs/features.md");
  private static final int COLUMNS = 8;
  private static final int OURS = 5;
  private static final int TESTS = 6;

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .map(line -> line.split("\\|", -1))
        .filter(cells -> cells.length == COLUMNS && !cells[1].matches(" feature |-+"))
        .toList();
  }

  @Test
  @DisplayName("what there is, tests prove; what there is not, is said to be missing")
  void proven() throws IOException {
    Set<String> compiled = CompiledTests.names();
    assertThat(rows()).hasSizeGreaterThan(40);
    for (String[] row : rows()) {
      String ours = row[OURS].strip();
      List<MatchResult> tests = CompiledTests.namedIn(row[TESTS]);
      assertThat(ours).as(row[1]).matches("(yes|partly|no)\\b.*");
      assertThat(tests.isEmpty()).as(row[1]).isEqualTo(ours.equals("no"));
      for (MatchResult named : tests) {
        assertThat(compiled).as(row[1]).contains(named.group(1) + "." + named.group(2));
      }
    }
  }
}
