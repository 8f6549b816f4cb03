package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of {@code qnet bench}; what it measures is tested in its own module. */
@DisplayName("qnet bench")
class BenchCommandTest {
  private final Path runtime;

  BenchCommandTest(@TempDir Path runtime) {
    this.runtime = runtime;
  }

  @ParameterizedTest(name = "qnet bench {0}")
  @DisplayName("wrong usage: exit code 2, and the remedy; nothing is measured")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      tup | there is no suite 'tup' | did you mean tap?
      everything | there is no suite 'everything' | valid here: tap, guest, stream, redirect, switch, start, scale, micro
      tap --peers pastr | 'pastr' is nobody to compare with | did you mean pasta?
      tap --peers pasta,slirp4nets | 'slirp4nets' is nobody | did you mean slirp4netns?
      tap --runs 0 | --runs is 1 to 1000, but got 0 | leave --runs out for 5
      tap --seconds 0.01 | --seconds is 0.1 to 600, but got 0.01 | leave --seconds out for 2
      tap --seconds NaN | --seconds is 0.1 to 600, but got NaN | leave --seconds out for 2
      tap -o jsn | -o jsn is no form of list | did you mean json?
      tap guest | 'guest' is one word too many | see qnet bench --help
      """)
  void wrongUsage(String words, String what, String remedy) {
    Invocation run = Invocation.of(runtime, ("bench " + words).split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("qnet: ").contains(what).contains(remedy);
    assertThat(run.err().lines()).hasSize(3);
  }

  @ParameterizedTest
  @DisplayName("suites of modes that are not there say so, and that is no failure")
  @ValueSource(strings = {"redirect"})
  void nothingYet(String suite) {
    Invocation run = Invocation.of(runtime, "bench", suite, "--qnet", "/nowhere/qnet");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(suite + ": nothing to measure yet: its mode is not in this version of qnet\n");
  }
}
