package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code qnet switch} refuses before anything is started, and what it says then. */
@Timeout(120)
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
      --macaddr 01:00:00:00:00:01 | is no station's address
      --macaddr 00:00:00:00:00:00 | is no station's address
      --port vde:/tmp/x[9999]    | ports are 0 to 999
      --port vde:                | vde:/run/sw.ctl
      --rule 3_egde              | did you mean edge?
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

  @Test
  @DisplayName("no place for the directory: which one is missing, and how to make it; exit code 1")
  void noParent(@TempDir Path folder) {
    Path missing = folder.resolve("deep/er");
    Invocation run = Invocation.of(folder, "switch", "--vde", missing.resolve("sw").toString());
    assertThat(run.err()).contains("there is no directory " + missing, "mkdir -p " + missing);
    assertThat(run.exitCode()).isEqualTo(1);
  }
}
