package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stranger's verdict (RFC 5780): a STUN client in one network namespace, behind a gateway in
 * another, asks a server with two addresses what kind of translator is between them.
 */
@Timeout(600)
class NatDiscoveryIT {
  private final NetworkNamespace inside = new NetworkNamespace("qnet-in");
  private final NetworkNamespace outside = new NetworkNamespace("qnet-out");
  private final List<Process> started = new ArrayList<>();

  @TempDir Path folder;

  @BeforeEach
  void makeNamespaces() throws Exception {
    inside.make("turnserver", "turnutils_natdiscovery");
    outside.make();
    outside.inside("ip", "link", "set", "lo", "up");
    for (String address : List.of("192.0.2.1", "192.0.2.2", "192.0.2.9")) {
      outside.inside("ip", "addr", "add", address + "/32", "dev", "lo");
    }
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    for (Process process : started) {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    inside.remove();
    outside.remove();
  }

  /** Starts a program outside, and waits until it writes a line with {@code sign} in it. */
  private void start(String sign, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", outside.name()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    started.add(process);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      if (line.contains(sign)) {
        return;
      }
    }
    throw new IOException(words[0] + " ended: " + said);
  }

  @ParameterizedTest
  @CsvSource({
    "preset=slirp,Endpoint Independent Mapping,Endpoint Independent Filtering",
    "preset=port-restricted,Endpoint Independent Mapping,Address and Port Dependent Filtering",
    "mapping=ad;filtering=ad,Address Dependent Mapping,Address Dependent Filtering",
    "preset=symmetric,Address and Port Dependent Mapping,Address and Port Dependent Filtering"
  })
  @DisplayName("turnutils_natdiscovery sees the translator that the dials were set to")
  void verdict(String dials, String mapping, String filtering) throws Exception {
    start(
        "Total General servers: 2",
        "turnserver",
        "-n",
        "-S",
        "-L",
        "192.0.2.1",
        "-L",
        "192.0.2.2",
        "--no-tls",
        "--no-dtls",
        "--no-cli",
        "--log-file=stdout",
        "--pidfile=" + folder.resolve("turnserver.pid"));
    start(
        "ready:",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "user",
        "--port",
        "tap:tap0@" + inside.name(),
        "outbound=192.0.2.9," + dials.replace(';', ','));
    inside.inside("ip", "addr", "add", "10.0.2.15/24", "dev", "tap0");
    inside.inside("ip", "route", "add", "default", "via", "10.0.2.2");

    String verdict = inside.inside("turnutils_natdiscovery", "-m", "-f", "192.0.2.1");

    assertThat(verdict).contains("NAT with " + mapping + "!", "NAT with " + filtering + "!");
  }
}
