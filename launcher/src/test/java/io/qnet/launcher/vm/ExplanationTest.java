package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.doctor.Diagnosis;
import io.qnet.launcher.doctor.Symptoms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QEMU's words and what they mean. */
@DisplayName("What QEMU says is explained")
class ExplanationTest {
  private static final String LINE =
      "qemu: -netdev user,id=n: Invalid host forwarding rule 'tcp::99999-:22' (Bad host port)";

  private final Symptoms symptoms = Symptoms.ofThisMachine(Map.of("PATH", "/nowhere"));
  private final Explanation explanation = new Explanation(symptoms);

  private final Path folder;

  ExplanationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @DisplayName("in the doctor's words: cause, what is so here, and fix")
  void known() throws Exception {
    Failure failure = explanation.of("QEMU does not start", "qemu: warning: other\n" + LINE);
    Diagnosis doctor = symptoms.diagnose(LINE).orElseThrow();
    assertThat(failure).hasMessage("QEMU does not start: " + LINE);
    assertThat(failure.meaning()).isEqualTo(doctor.cause() + "; here: " + doctor.evidence());
    assertThat(failure.remedy()).isEqualTo(doctor.fix());
    assertThat(failure.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("what to type is in qnet's words, with the names that were given")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          failed to parse default acl file `/etc/qemu/bridge.conf'        | echo 'allow nosuch'
          failed to get mtu of bridge `nosuch': No such device            | sudo qnet tap bridge nosuch;
          bridge helper failed                                            | --net user
          could not configure /dev/net/tun (t9): Operation not permitted  | sudo qnet tap create t9 --owner
          Could not open vde: No such file or directory                   | qnet switch --vde /nosuch;
          Could not open vde: Permission denied                           | ls -l /nosuch/ctl;
          -display vnc=127.0.0.1:37: Failed to find an available port: Address already in use | --display vnc=:
          failed to initialize spice server                               | --display vnc=:
          gtk initialization failed                                       | --text
          failed to initialize kvm: No such file or directory             | meanwhile --accel tcg
          """)
  void ownWords(String line, String remedy) throws Exception {
    Failure failure =
        explanation.of(
            "QEMU does not take it",
            "qemu: -netdev bridge,br=nosuch,sock=/nosuch: -\nqemu: " + line);
    assertThat(failure).hasMessage("QEMU does not take it: qemu: " + line);
    assertThat(failure.remedy()).contains(remedy).doesNotContain("-netdev", "vde_switch", "above");
    assertThat(failure.meaning()).doesNotContain("above");
  }

  @Test
  @DisplayName("a warning is not why QEMU ended")
  void warning() throws Exception {
    String guessed =
        """
        qemu: WARNING: Image format was not specified for 'd.raw' and probing guessed raw.
                 Automatically detecting the format is dangerous for raw images.
                 Specify the 'raw' format explicitly to remove the restrictions.
        """;
    Failure lock =
        explanation.of(
            "QEMU does not start", guessed + "qemu: -drive: Failed to get \"write\" lock");
    assertThat(lock.meaning()).contains("another machine has this disk open");
    Failure unknown = explanation.of("QEMU does not start", "qemu: no such thing\n" + guessed);
    assertThat(unknown).hasMessage("QEMU does not start: qemu: no such thing");
    assertThat(explanation.of("QEMU ended", guessed).remedy()).contains("--disk d.raw,format=raw");
  }

  @Test
  @DisplayName("what nobody knows is said to be unknown; silence to be silence")
  void unknown() throws Exception {
    Failure failure = explanation.of("QEMU ended with 1", "first\nno such thing");
    assertThat(failure).hasMessage("QEMU ended with 1: no such thing");
    assertThat(failure.meaning()).contains("qnet does not know them");
    assertThat(explanation.of("QEMU was killed by signal 9", "").meaning())
        .isEqualTo("it did not say why");
  }

  @Test
  @DisplayName("a QEMU that ends at once: its line as it comes, then what it means")
  void failedStart() throws Exception {
    Path fake = folder.resolve("qemu");
    Files.writeString(fake, "#!/bin/sh\necho \"" + LINE + "\" >&2\nexit 1\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));
    StringBuilder shown = new StringBuilder();
    Failure failure =
        catchThrowableOfType(
            Failure.class,
            () ->
                VmMachine.start(
                    List.of(fake.toString()),
                    new VmSockets(folder),
                    shown::append,
                    event -> {},
                    explanation));
    assertThat(shown.toString().strip()).isEqualTo(LINE);
    assertThat(failure).hasMessage("QEMU does not start: " + LINE);
    assertThat(failure.remedy()).contains("hostfwd=tcp::10022-:22");
  }
}
