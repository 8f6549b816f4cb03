package io.qnet.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which word was meant. */
class NearestTest {
  private static final List<String> OPTIONS = List.of("--port", "--capture", "--name", "--detach");

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "--captur, --capture",
    "--prot, --port",
    "--capturee, --capture",
    "--nmae, --name",
    "-port, --port",
  })
  void slipsAreForgiven(String word, String meant) {
    assertThat(Nearest.to(word, OPTIONS)).contains(meant);
  }

  @Test
  @DisplayName("a word unlike any other has no nearest one: all are listed instead")
  void nothingIsNear() {
    assertThat(Nearest.to("--frobnicate", OPTIONS)).isEmpty();
    assertThat(Nearest.hint("--frobnicate", OPTIONS))
        .isEqualTo("valid here: --port, --capture, --name, --detach");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({"mtu, mtu, 0", "mut, mtu, 1", "mt, mtu, 1", "'', mtu, 3", "kitten, sitting, 3"})
  void countsSlips(String a, String b, int slips) {
    assertThat(Nearest.slips(a, b)).isEqualTo(slips);
    assertThat(Nearest.slips(b, a)).isEqualTo(slips);
  }
}
