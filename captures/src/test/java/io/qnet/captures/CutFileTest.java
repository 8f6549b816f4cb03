package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.captures.PcapngReader.Block;
import io.qnet.wire.Frame;
import io.qnet.wire.address.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose writer was killed, wherever it stood. */
class CutFileTest {
  private static final int PACKETS = 5;

  private final CaptureBench bench = new CaptureBench();
  private final byte[] whole = capture();

  private final Path folder;

  CutFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private byte[] capture() {
    CaptureFile file = bench.file(1 << 20);
    InterfaceTap tap = file.addInterface("vm1.net0", "a guest", bench.clock);
    for (int i = 0; i < PACKETS; i++) {
      Frame frame = CaptureBench.FROM_GUEST.udp(4000 + i, 53, new byte[i]);
      tap.packet(Direction.INBOUND, frame, bench.clock.now(), "number " + i);
      frame.release();
    }
    file.tellName(IpAddress.parse("10.0.2.15"), "vm1");
    return bench.finished(file);
  }

  private long packetsBefore(int length) {
    return PcapngReader.blocks(whole, PcapngWriter.ENHANCED_PACKET).stream()
        .filter(block -> block.end() <= length)
        .count();
  }

  @DisplayName("cut at any octet, every packet before the cut is there")
  @Test
  void everyOctet() {
    List<Block> blocks = PcapngReader.blocks(whole);
    assertThat(blocks.get(blocks.size() - 1).end()).isEqualTo(whole.length);
    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(PcapngReader.packets(cut))
          .as("cut at " + length)
          .hasSize((int) packetsBefore(length));
    }
  }

  @DisplayName("tshark shows every packet before the cut: at block borders and within blocks")
  @Test
  void tshark() throws IOException {
    Tshark.assumeInstalled();
    int end = PcapngReader.blocks(whole).get(3).end();
    for (int length : new int[] {end - 1, end, end + 3, end + 8, end + 40, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.pcapng"), Arrays.copyOf(whole, length));
      assertThat(Tshark.fields(cut, "frame.number"))
          .as("cut at " + length)
          .hasSize((int) packetsBefore(length));
    }
  }
}
