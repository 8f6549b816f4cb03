package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeps docs/hostile-input.md true, by the compiled tests of every module and their sources. */
@DisplayName("docs/hostile-input.md")
class HostileInputTest {
  private static final Path TABLE = Path.of("../docs/hostile-input.md");
  private static final Pattern REASON = Pattern.compile("\\b[A-Z]+(?:_[A-Z]+)*\\b");
  private static final List<String> REASONS =
      Arrays.stream(DropReason.values()).map(DropReason::name).toList();

  /** One row, and the tests that it names. */
  private record Row(int number, String text, String behaviour, List<MatchResult> tests) {}

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 6 && cells[1].strip().matches("\\d+")) {
        List<MatchResult> tests = CompiledTests.namedIn(cells[4]);
        rows.add(new Row(Integer.parseInt(cells[1].strip()), line, cells[3], tests));
      }
    }
    return rows;
  }

  /** The sources of all tests by class name; two modules may have one each. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path module : CompiledTests.modules()) {
      Path tests = module.resolve("src").resolve("test").resolve("java");
      if (Files.isDirectory(tests)) {
        try (Stream<Path> files = Files.walk(tests)) {
          for (Path file : files.filter(any -> any.toString().endsWith(".java")).toList()) {
            String name = file.getFileName().toString().replace(".java", "");
            sources.merge(name, Files.readString(file), String::concat);
          }
        }
      }
    }
    return sources;
  }

  @Test
  @DisplayName("names tests that there are")
  void testsExist() throws IOException {
    Set<String> compiled = CompiledTests.names();
    for (Row row : rows()) {
      assertThat(row.tests()).as(row.text()).isNotEmpty();
      for (MatchResult named : row.tests()) {
        assertThat(compiled).contains(named.group(1) + "." + named.group(2));
      }
    }
  }

  @Test
  @DisplayName("names reasons that its tests look at, and tests that go on to prove life")
  void reasonsAreTested() throws IOException {
    Map<String, String> all = sources();
    for (Row row : rows()) {
      StringBuilder sources = new StringBuilder();
      for (MatchResult named : row.tests()) {
        sources.append(all.getOrDefault(named.group(1), ""));
      }
      REASON
          .matcher(row.behaviour())
          .results()
          .map(MatchResult::group)
          .filter(REASONS::contains)
          .forEach(reason -> assertThat(sources).as(row.text()).contains(reason));
      assertThat(sources).as(row.text()).contains("stillWorks()");
    }
  }

  @Test
  @DisplayName("has every case once, in order")
  void complete() throws IOException {
    List<Integer> numbers = rows().stream().map(Row::number).toList();
    assertThat(numbers).containsExactlyElementsOf(IntStream.rangeClosed(1, 101).boxed().toList());
  }
}
