package io.qnet.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the tour is laid out. */
@DisplayName("The narrator")
class NarratorTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Narrator narrator(boolean colours) {
    return new Narrator(new PrintStream(out, true, StandardCharsets.UTF_8), colours);
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("numbers its steps, and aligns what was seen and why beside the title")
  void step() {
    Narrator narrator = narrator(false);
    narrator.step("one");
    assertThat(told()).as("shown before there is anything to tell").isEqualTo(" 1  one       ");
    narrator.fact("This was seen.");
    narrator.fact("And this, too.");
    narrator.why("so it is, ".repeat(10).strip());

    assertThat(told())
        .isEqualTo(
            """
             1  one       This was seen.
                          And this, too.
                          Why: so it is, so it is, so it is, so it is, so it is, so it is,
                          so it is, so it is, so it is, so it is,

            """);
    assertThat(told().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  @DisplayName("an error begins a line of its own, also within a step")
  void error() {
    Narrator narrator = narrator(false);
    narrator.step("one");
    narrator.endTitle();
    narrator.endTitle();
    assertThat(told()).isEqualTo(" 1  one       \n");
    assertThat(narrator.number()).isEqualTo(1);
  }

  @Test
  @DisplayName("colours change nothing but the colours")
  void colours() {
    Narrator narrator = narrator(true);
    narrator.step("one");
    narrator.fact("This was seen.");
    narrator.why("so it is");

    assertThat(told()).contains("\u001b[");
    assertThat(told().replaceAll("\u001b\\[[0-9]m", ""))
        .isEqualTo(" 1  one       This was seen.\n              Why: so it is\n\n");
  }

  @Test
  @DisplayName("a word that is longer than a line gets one to itself")
  void longWord() {
    assertThat(Narrator.fold("a bb " + "c".repeat(12) + " d", 10))
        .containsExactly("a bb", "c".repeat(12), "d");
  }
}
