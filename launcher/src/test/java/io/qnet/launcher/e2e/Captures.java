package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Reads captures with tshark, which is not ours. */
final class Captures {
  private Captures() {}

  /** Every frame of {@code file} can be read, and none of the first 5000 is malformed. */
  static List<String> readable(Path file) throws IOException, InterruptedException {
    assumeTrue(
        Program.find("tshark", System.getenv()).isPresent(),
        "SKIPPED: no tshark on this host; apt-get install tshark");
    Program.Result result =
        Program.of("tshark", "-r", file.toString(), "-c", "5000")
            .within(Duration.ofMinutes(2))
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).doesNotContain("damaged", "cut short", "corrupt");
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSizeGreaterThan(10).noneMatch(line -> line.contains("Malformed"));
    Program.Result whole =
        Program.of("capinfos", "-c", file.toString()).within(Duration.ofMinutes(1)).run();
    assertThat(whole.status()).as("every packet is there: " + whole.err()).isZero();
    return lines;
  }
}
