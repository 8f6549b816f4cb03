package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of a test's own: a real Linux stack. */
final class NetworkNamespace {
  private final String name;

  NetworkNamespace(String purpose) {
    name = purpose + "-" + ProcessHandle.current().pid();
  }

  String name() {
    return name;
  }

  /** Makes it; skips the test where there are no rights, or one of {@code programs} is missing. */
  void make(String... programs) throws Exception {
    assumeTrue(
        Files.isWritable(Path.of("/dev/net/tun")) && "root".equals(System.getProperty("user.name")),
        "SKIPPED: TAP devices need root and /dev/net/tun; run the tests with sudo");
    List<String> needed = new ArrayList<>(List.of(programs));
    needed.add("ip");
    for (String program : needed) {
      assumeTrue(
          Program.find(program, System.getenv()).isPresent(),
          "SKIPPED: no "
              + program
              + " on this host; apt-get install iproute2 curl busybox samba smbclient coturn isc-dhcp-client");
    }
    run("ip", "netns", "add", name);
  }

  void remove() throws Exception {
    run("ip", "netns", "del", name);
  }

  /** What a program says that runs in it, and succeeds. */
  String inside(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", List.of(command), said).isZero();
    return said;
  }
}
