package io.qnet.launcher.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.translate.GoldenLines.Line;
import io.qnet.launcher.translate.Rehearsal.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The outcome of every translation, given to the QEMU installed here. */
@DisplayName("The installed QEMU")
class RehearsalIT {
  static Stream<Line> lines() throws Exception {
    return GoldenLines.all().stream()
        .filter(line -> line.modern().matches("qemu-system-(i386|x86).*"));
  }

  @ParameterizedTest
  @DisplayName("accepts what became of a line, and says what it does not know")
  @MethodSource("lines")
  void accepts(Line line) throws Exception {
    Qemu qemu = Qemu.find();
    Translation translation =
        Translator.translate(line.old(), qemu.version(), Rehearsal.boards(qemu));
    Outcome outcome = new Rehearsal(qemu).of(translation.words());
    assumeFalse(
        line.accepted() && outcome.message().contains("was built without -display"),
        "SKIPPED: " + outcome.message() + "; apt-get install qemu-system-gui");
    assertThat(outcome.accepted()).as(outcome.message()).isEqualTo(line.accepted());
    assertThat(outcome.message().isEmpty()).as(outcome.message()).isEqualTo(line.accepted());
  }
}
