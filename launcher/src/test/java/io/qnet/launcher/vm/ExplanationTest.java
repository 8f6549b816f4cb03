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
