package io.qnet.captures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The independent reader of these tests. */
final class Tshark {
  private Tshark() {}

  /** Skips the running test, visibly, where tshark is not installed. */
  static void assumeInstalled() {
    assumeInstalled("tshark");
  }

  /** Skips the running test, visibly, where {@code program} is not installed. */
  static void assumeInstalled(String program) {
    boolean installed;
    try {
      run(program, "--version");
      installed = true;
    } catch (IOException missing) {
      installed = false;
    }
    Assumptions.assumeTrue(
        installed, program + " is not installed; to have this checked: apt-get install tshark");
  }

  /** One line for each packet of a file, the fields parted by '|'. */
  static List<String> fields(Path file, String... fields) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("tshark", "-n", "-r", file.toString(), "-T", "fields", "-E", "separator=|"));
    for (String option : List.of("ip", "tcp", "udp")) {
      command.add("-o");
      command.add(option + ".check_checksum:TRUE");
    }
    for (String field : fields) {
      command.add("-e");
      command.add(field);
    }
    return run(command.toArray(String[]::new));
  }

  /** What a program prints, by line; what it says besides is left out. */
  static List<String> run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command[0] + " does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return lines;
  }
}
