package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Reads captures with tshark, which is not ours. */
final class Captures {
  /** In what is spoken here: a port of the day may be that of another protocol, to tshark. */
  private static final Pattern MALFORMED =
      Pattern.compile(
          " (ARP|IPv4|IPv6|ICMP|ICMPv6|TCP|UDP|DHCP|DHCPv6|DNS|HTTP) +[0-9]+ .*Malformed");

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
    assertThat(lines).hasSizeGreaterThan(10).noneMatch(line -> MALFORMED.matcher(line).find());
    Program.Result whole =
        Program.of("capinfos", "-c", file.toString()).within(Duration.ofMinutes(1)).run();
    assertThat(whole.status()).as("every packet is there: " + whole.err()).isZero();
    return lines;
  }
}
