package io.qnet.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a failure looks, and what it exits with. */
class FailureTest {
  @Test
  @DisplayName("three parts: what failed, what it means, what to type; and no stack")
  void threeParts() {
    assertThat(printed(Failure.missing("there is no QEMU", "no machine starts", "type: x"), false))
        .isEqualTo("qnet: there is no QEMU\n      no machine starts\n      type: x\n");
  }

  @Test
  @DisplayName("--verbose shows where it came from")
  void verboseShowsTheStack() {
    Failure failure = Failure.failed("a", "b", "c").because(new IllegalStateException("deep"));

    assertThat(printed(failure, true)).contains("FailureTest").contains("deep");
  }

  @Test
  void exitCodesAreThoseOfTheManual() {
    assertThat(Failure.failed("a", "b", "c").exitCode()).isEqualTo(1);
    assertThat(Failure.usage("a", "b", "c").exitCode()).isEqualTo(2);
    assertThat(Failure.notYet("a", "c").exitCode()).isEqualTo(2);
    assertThat(Failure.missing("a", "b", "c").exitCode()).isEqualTo(3);
  }

  @Test
  @DisplayName("what nobody foresaw is told in three parts as well, and asks for a report")
  void unforeseen() {
    Failure failure = Failure.of(new NullPointerException(), "qnet user");

    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(printed(failure, false))
        .isEqualTo(
            """
            qnet: qnet user: NullPointerException
                  this was not foreseen, so it may be a defect of qnet
                  run it again with --verbose and report what it prints
            """);
  }

  private static String printed(Failure failure, boolean verbose) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    failure.print(new PrintStream(octets, true, StandardCharsets.UTF_8), verbose);
    return octets.toString(StandardCharsets.UTF_8);
  }
}
