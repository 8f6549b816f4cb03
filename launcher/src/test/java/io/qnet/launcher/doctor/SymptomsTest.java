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
    Diagnosis named =
        new Symptoms(made.host()).diagnose(text.replace("id=b", "id=b,br=lab")).orElseThrow();
    assertThat(named.fix()).startsWith("echo 'allow lab'");
    assertThat(named.evidence()).endsWith("; there is no interface lab");
  }

  @Test
  @DisplayName("with the display, the port and the folder that would do")
  void names() throws Exception {
    Symptoms symptoms = new Symptoms(made.listener(5900).host());
    String vnc =
        "-display vnc=127.0.0.1:0,to=99: Failed to find an available port: Address already";
    Diagnosis screen = symptoms.diagnose(vnc + " in use").orElseThrow();
    assertThat(screen.evidence()).isEqualTo("port 5900 of this host is held by python3 (pid 17)");
    assertThat(screen.fix()).endsWith("-display vnc=127.0.0.1:1");
    assertThat(screen.inQnet()).endsWith("--display vnc=:1");
    String spice = "failed to initialize spice server";
    String before =
        "qemu: warning: Spice: reds_init_socket: binding socket to 127.0.0.1:5900 failed";
    Diagnosis port = symptoms.diagnose(spice, before + "\n" + spice).orElseThrow();
    assertThat(port.evidence()).isEqualTo(screen.evidence());
    Diagnosis vde =
        symptoms
            .diagnose("Could not open vde: Connection refused", "--net vde,sock=/tmp/dead")
            .orElseThrow();
    assertThat(vde.inQnet()).contains("qnet switch --vde /tmp/dead;");
    Diagnosis door =
        new Symptoms(made.listener(10022).host())
            .diagnose("Could not set up host forwarding rule 'udp:127.0.0.1:10022-10.0.2.15:53'")
            .orElseThrow();
    assertThat(door.fix()).endsWith("hostfwd=udp:127.0.0.1:10023-10.0.2.15:53");
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
