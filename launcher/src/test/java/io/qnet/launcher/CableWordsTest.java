package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qnet.launcher.cli.Failure;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which card of which machine is meant. */
@DisplayName("qnet vm net and link: every word counts")
class CableWordsTest {
  private final Path folder;

  CableWordsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static CableWords read(@Nullable String option, String... words) {
    return CableWords.read(List.of(words), option, "nic7"::equals);
  }

  @Test
  @DisplayName("the card as the verb prints it, as a word or behind --card")
  void card() {
    assertThat(read(null, "w1", "nic1", "none")).isEqualTo(new CableWords("w1", 1, "none"));
    assertThat(read(null, "nic1", "none")).isEqualTo(new CableWords(null, 1, "none"));
    assertThat(read("nic1", "w1", "none")).isEqualTo(new CableWords("w1", 1, "none"));
    assertThat(read("1", "none")).isEqualTo(new CableWords(null, 1, "none"));
    assertThat(read("1", "w1", "nic1", "up")).isEqualTo(new CableWords("w1", 1, "up"));
    assertThat(read(null, "w1", "up")).isEqualTo(new CableWords("w1", 0, "up"));
    assertThat(read(null, "up")).isEqualTo(new CableWords(null, 0, "up"));
  }

  @Test
  @DisplayName("a machine may be called nic7")
  void machine() {
    assertThat(read(null, "nic7", "up")).isEqualTo(new CableWords("nic7", 0, "up"));
    assertThat(read(null, "nic7", "nic1", "up")).isEqualTo(new CableWords("nic7", 1, "up"));
  }

  @Test
  @DisplayName("two different cards are refused")
  void two() {
    Failure failure = catchThrowableOfType(Failure.class, () -> read("0", "w1", "nic1", "none"));
    assertThat(failure).hasMessage("'nic1' and --card 0 are two cards");
    assertThat(failure.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vm net w1 rubbish none",
        "vm net w1 nic1 rubbish none",
        "vm link w1 rubbish down",
        "vm net w1 none --card rubbish",
        "vm net w1 none --on w2",
        "vm snapshot save w1 rubbish clean",
        "vm snapshot list w1 rubbish"
      })
  @DisplayName("a word that is nothing is refused, before any machine is looked for")
  void odd(String line) {
    Invocation run = Invocation.of(folder, line.split(" ", -1));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).containsAnyOf("rubbish", "--on w2").doesNotContain("nothing runs");
  }
}
