package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code qnet switch} refuses before anything is started, and what it says then. */
@Timeout(60)
class SwitchCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      --hub --stp                | --hub and --stp exclude each other
      --ports 0                  | a switch has 1 to
      --mode rw                  | --mode rw is no mode
      --group no-such-group      | --group no-such-group: there is no such group
      --portgroup a=5000         | --portgroup a=5000:
      --rule edge                | names no port and what it is told
      --rule 3_mirror=3          | port 3 cannot listen to itself
      --rule 3_mirror=120        | the switch has 16 ports
      --port stream:/tmp/a --port stream:/tmp/a | is given twice
      """)
  @DisplayName("is said, with what to write; exit code 2")
  void refused(String words, String said, @TempDir Path folder) {
    String ports = words.contains("--ports") ? "" : "--ports 16 ";
    String[] line = ("switch " + ports + words).split(" ");
    for (int i = 0; i < line.length; i++) {
      line[i] = line[i].replace('_', ' ');
    }
    Invocation run = Invocation.of(folder, line);
    assertThat(run.err()).contains(said);
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
