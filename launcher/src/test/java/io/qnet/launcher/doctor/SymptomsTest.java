package io.qnet.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Messages as programs print them (messages.csv), and what is said about each. */
@DisplayName("The doctor explains")
class SymptomsTest {
  private final MadeUpHost made;

  SymptomsTest(@TempDir Path root) throws Exception {
    made = new MadeUpHost(root).privileged(false).qemu("7.2.22", "stream");
    made.listener(2222).file("proc/sys/net/unix/max_dgram_qlen", "10\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "messages.csv", delimiter = '|', quoteCharacter = '~')
  void message(String message, String cause, String here, String fix) throws Exception {
    Diagnosis diagnosis = new Symptoms(made.host()).diagnose(message).orElseThrow();
    assertThat(diagnosis.message()).isEqualTo(message);
    assertThat(diagnosis.cause()).contains(cause);
    assertThat(diagnosis.evidence()).contains(here).isNotBlank();
    assertThat(diagnosis.fix()).contains(fix);
    assertThat(diagnosis.cause() + diagnosis.fix()).doesNotContain("$1", "$2");
  }

  @Test
  @DisplayName("the most special of several lines")
  void severalLines() throws Exception {
    String text =
        """
        failed to parse default acl file `/etc/qemu/bridge.conf'
        qemu-system-x86_64: -netdev bridge,id=b: bridge helper failed
        """;
    assertThat(new Symptoms(made.host()).diagnose(text).orElseThrow().fix())
        .startsWith("echo 'allow br0'");
  }

  @Test
  @DisplayName("nothing where nothing is known")
  void unknown() throws Exception {
    assertThat(new Symptoms(made.host()).diagnose("all is well")).isEmpty();
    assertThat(new Symptoms(made.host()).diagnose("")).isEmpty();
  }

  @Test
  @DisplayName("no rule without a message in messages.csv")
  void everyRuleIsTried() throws Exception {
    List<String> rows =
        List.of(
            new String(
                    Objects.requireNonNull(SymptomsTest.class.getResourceAsStream("messages.csv"))
                        .readAllBytes(),
                    StandardCharsets.UTF_8)
                .split("\n"));
    Set<String> causes = new HashSet<>();
    for (String row : rows) {
      String message = row.substring(0, row.indexOf('|')).strip();
      causes.add(Symptoms.rule(message));
    }
    assertThat(causes).hasSize(Symptoms.count());
  }
}
