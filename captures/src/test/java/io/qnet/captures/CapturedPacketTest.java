package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file says of one of its packets. */
@DisplayName("One packet of a capture")
class CapturedPacketTest {
  private final Path file;

  CapturedPacketTest(@TempDir Path folder) {
    file = folder.resolve("a.pcapng");
  }

  /** Three packets on two links; the second was dropped. */
  private static byte[] capture() {
    CaptureBench bench = new CaptureBench();
    CaptureFile file = bench.file(1 << 20);
    InterfaceTap inside = file.addInterface("vm1.net0", "e1000", bench.clock);
    InterfaceTap outside = file.addInterface("nat.outside", "", bench.clock);
    take(bench, inside, Direction.INBOUND, 60, null);
    take(bench, inside, Direction.INBOUND, 61, "dropped: TRUNCATED");
    take(bench, outside, Direction.OUTBOUND, 62, null);
    return bench.finished(file);
  }

  private static void take(
      CaptureBench bench, InterfaceTap tap, Direction way, int length, @Nullable String comment) {
    Frame frame = CaptureBench.frame(length, 1);
    tap.packet(way, frame, bench.clock.now(), comment);
    frame.release();
  }

  @Test
  @DisplayName("has its link, direction, length, time and comment")
  void one() throws IOException {
    Files.write(file, capture());
    Instant begin = Instant.EPOCH.plusNanos(CaptureBench.EPOCH_NANOS);
    assertThat(CapturedPacket.of(file, 1))
        .isEqualTo(new CapturedPacket("vm1.net0", begin, 60, true, ""));
    assertThat(CapturedPacket.of(file, 2))
        .isEqualTo(new CapturedPacket("vm1.net0", begin, 61, true, "dropped: TRUNCATED"));
    assertThat(CapturedPacket.of(file, 3))
        .isEqualTo(new CapturedPacket("nat.outside", begin, 62, false, ""));
    assertThat(CapturedPacket.of(file, 4)).isNull();
    assertThat(CapturedPacket.of(file, 0)).isNull();
  }

  @Test
  @DisplayName(
      "of a file that is cut anywhere is whole, or is not there; what is no capture is told")
  void cut() throws IOException {
    byte[] whole = capture();
    Files.write(file, whole);
    CapturedPacket second = CapturedPacket.of(file, 2);
    for (int length = 12; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(CapturedPacket.of(file, 2)).isIn(null, second);
    }
    Files.writeString(file, "no capture at all");
    assertThatThrownBy(() -> CapturedPacket.of(file, 1)).hasMessageContaining("no pcapng file");
  }
}
