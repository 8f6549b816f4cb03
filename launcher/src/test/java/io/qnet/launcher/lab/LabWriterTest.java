package io.qnet.launcher.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.lab.LabReader.Reading;
import io.qnet.wire.kit.Cases;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Labs as files, and read again. */
@DisplayName("A lab that is written")
class LabWriterTest {
  private static final String LETTERS = "aA0 \t\n:#-,[]{}&*!|>'\"%@`\\~?=.xeno\u00e9\u65e5";

  @Test
  @DisplayName("looks as somebody would write it")
  void form() {
    LabMachine machine =
        LabMachine.of(
            "vm1",
            List.of(
                "--text",
                "--memory",
                "512",
                "--disk",
                "a.img,format=raw",
                "--net",
                "none",
                "--",
                "-rtc",
                "base=localtime"));
    assertThat(LabWriter.write(new Lab(List.of(machine))))
        .isEqualTo(
            """
            machines:
              vm1:
                memory: 512
                disks:
                  - "a.img,format=raw"
                net: none
                text: true
                qemu:
                  - -rtc
                  - base=localtime
            """);
  }

  @Test
  @DisplayName("is read as it was, whatever its words are")
  void anyWords() {
    Cases.check(
        2_000,
        random -> {
          LabMachine machine =
              new LabMachine(
                  "m" + random.nextInt(100),
                  Map.of(
                      LabKey.APPEND, List.of(word(random)),
                      LabKey.CDROM, List.of(word(random)),
                      LabKey.TEXT, List.of(),
                      LabKey.DISKS, List.of(word(random), word(random)),
                      LabKey.QEMU, List.of(word(random))));
          String text = LabWriter.write(new Lab(List.of(machine)));
          Reading reading = LabReader.read(text.getBytes(StandardCharsets.UTF_8), true);
          assertThat(reading.mistakes()).as(text).isEmpty();
          assertThat(reading.lab().machines()).as(text).containsExactly(machine);
        });
  }

  private static String word(Random random) {
    String[] awkward = {"", "null", "~", "no", "true", "0x10", "007", "1e3", "1:30", "<<", "---"};
    if (random.nextInt(4) == 0) {
      return awkward[random.nextInt(awkward.length)];
    }
    StringBuilder word = new StringBuilder();
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return word.toString();
  }
}
