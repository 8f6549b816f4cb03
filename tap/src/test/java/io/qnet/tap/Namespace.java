package io.qnet.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of the test's own, removed at the end. */
final class Namespace {
  private static final AtomicInteger MADE = new AtomicInteger();

  final String name = "qnet-tap-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet();

  private Namespace() {}

  static Namespace make() throws IOException, InterruptedException {
    assumeTrue(
        Files.isWritable(Path.of("/dev/net/tun")) && "root".equals(System.getProperty("user.name")),
        "SKIPPED: TAP devices need root and /dev/net/tun; run the tests with sudo");
    Namespace made = new Namespace();
    assumeTrue(
        run(List.of("ip", "netns", "add", made.name)) == 0,
        "SKIPPED: no network namespace can be made here");
    made.ip("link", "set", "lo", "up");
    return made;
  }

  /** What {@code ip} says there; it has to succeed. */
  String ip(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    return said;
  }

  /** A program that runs there. */
  Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** What a program says there, in at most ten seconds. */
  String say(String... words) throws IOException, InterruptedException {
    return said(start(words));
  }

  static String said(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return text;
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  void remove() throws IOException, InterruptedException {
    run(List.of("ip", "netns", "del", name));
  }
}
