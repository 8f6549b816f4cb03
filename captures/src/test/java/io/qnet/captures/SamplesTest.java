package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.captures.PcapngReader.Packet;
import io.qnet.captures.Samples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The committed samples are what this code writes. After a change that is meant to change them,
 * write them anew with {@code mvn -pl captures -am test -Dsamples.write=true}.
 */
class SamplesTest {
  private final Path temporary;

  SamplesTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @BeforeAll
  static void writeAnewIfAsked() throws IOException {
    if (Boolean.getBoolean("samples.write")) {
      for (Sample sample : Samples.ALL) {
        sample.script().write(file(sample));
      }
    }
  }

  static List<Sample> samples() {
    return Samples.ALL;
  }

  @DisplayName("a sample is what its script writes today, octet by octet")
  @ParameterizedTest
  @MethodSource("samples")
  void upToDate(Sample sample) throws IOException {
    Path written = temporary.resolve("sample.pcapng");
    sample.script().write(written);
    assertThat(Files.readAllBytes(file(sample))).isEqualTo(Files.readAllBytes(written));
  }

  @DisplayName("a sample is small, and every packet in it is explained")
  @ParameterizedTest
  @MethodSource("samples")
  void explained(Sample sample) throws IOException {
    List<Packet> packets = PcapngReader.packets(Files.readAllBytes(file(sample)));
    assertThat(packets).hasSize(sample.packets());
    assertThat(packets).allMatch(packet -> packet.comment().length() > 20);
    assertThat(Files.size(file(sample))).isLessThan(20_000);
  }

  @DisplayName("tshark dissects a sample to the end, with nothing malformed and no bad checksum")
  @ParameterizedTest
  @MethodSource("samples")
  void dissected(Sample sample) throws IOException {
    Tshark.assumeInstalled();
    List<String> lines =
        Tshark.fields(
            file(sample),
            "_ws.malformed",
            "ip.checksum.status",
            "tcp.checksum.status",
            "udp.checksum.status",
            "icmp.checksum.status",
            "tcp.analysis.flags");
    assertThat(lines).hasSize(sample.packets());
    int meant = sample.name().equals("refusals") ? 1 : 0; // the spoilt datagram
    assertThat(lines).filteredOn(line -> !line.matches("([12,]*\\|){5}")).hasSize(meant);
  }

  @DisplayName("tshark understands the messages in a sample")
  @ParameterizedTest
  @MethodSource("samples")
  void understood(Sample sample) throws IOException {
    Tshark.assumeInstalled();
    List<String> lines =
        Tshark.fields(file(sample), "frame.protocols", "dhcp.option.dhcp", "dns.a");
    String all = String.join("\n", lines);
    assertThat(all).contains(sample.dissection());
  }

  private static Path file(Sample sample) {
    return Path.of("samples", sample.name() + ".pcapng");
  }
}
