package io.qnet.launcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.lab.Lab;
import io.qnet.launcher.lab.LabMachine;
import io.qnet.launcher.lab.LabReader;
import io.qnet.launcher.lab.LabReader.Reading;
import io.qnet.launcher.lab.LabWriter;
import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.translate.GoldenLines.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Old lines as lab files. */
@DisplayName("The translator, as a lab file")
class TranslatedLabTest {
  private final Path folder;

  TranslatedLabTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<Line> lines() throws IOException {
    return GoldenLines.all().stream();
  }

  @ParameterizedTest
  @DisplayName("says of each line of lines.txt what it says to qnet run")
  @MethodSource("lines")
  void roundTrip(Line line) throws IOException {
    List<String> words =
        new ArrayList<>(
            Translator.translate(line.old(), new QemuVersion(7, 2, 22), GoldenLines.BOARDS)
                .runWords());
    LabMachine machine = LabMachine.of("vm1", words.subList(2, words.size()));
    words.remove("--detach");
    String text = LabWriter.write(new Lab(List.of(machine)));
    Reading reading = LabReader.read(Files.writeString(folder.resolve("lab.yaml"), text), true);

    assertThat(reading.mistakes()).as(text).isEmpty();
    assertThat(reading.lab().machines()).containsExactly(machine);
    List<String> command = reading.lab().machines().get(0).command();
    if (words.contains("--name")) {
      assertThat(command).containsExactlyInAnyOrderElementsOf(words);
    } else {
      assertThat(command.subList(4, command.size()))
          .containsExactlyInAnyOrderElementsOf(words.subList(2, words.size()));
    }
  }
}
