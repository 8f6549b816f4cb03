package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.Frame;
import io.qnet.wire.address.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others make of our files. */
class TsharkTest {
  private final CaptureBench bench = new CaptureBench();

  private final Path capture;

  TsharkTest(@TempDir Path folder) throws IOException {
    capture = folder.resolve("two.pcapng");
    WallTime time = WallTime.startingAt(CaptureBench.EPOCH, bench.clock);
    CaptureFile file = CaptureFile.create(capture, CaptureBench.ORIGIN, time, () -> {});
    InterfaceTap inside = file.addInterface("nat.inside", "towards the guest", bench.clock);
    InterfaceTap outside = file.addInterface("nat.outside", "", bench.clock);
    file.tellName(IpAddress.parse("10.0.2.15"), "vm1");
    take(inside, Direction.INBOUND, CaptureBench.FROM_GUEST.arpRequest(), "who has it? – ein Gruß");
    bench.clock.advance(Duration.ofNanos(7));
    take(outside, Direction.OUTBOUND, CaptureBench.TO_GUEST.udp(53, 4000, new byte[9]), null);
    file.close();
  }

  private void take(InterfaceTap tap, Direction direction, Frame frame, @Nullable String comment) {
    tap.packet(direction, frame, bench.clock.now(), comment);
    frame.release();
  }

  @DisplayName("tshark reads interface, time, direction, comment and octets as we meant them")
  @Test
  void tshark() throws IOException {
    Tshark.assumeInstalled();
    List<String> lines =
        Tshark.fields(
            capture,
            "frame.interface_name",
            "frame.time_epoch",
            "frame.packet_flags_direction",
            "frame.comment",
            "eth.src",
            "udp.checksum.status",
            "frame.len");
    assertThat(lines)
        .containsExactly(
            "nat.inside|1772366400.123456789|0x00000001|who has it? – ein Gruß|52:54:00:12:34:56||42",
            "nat.outside|1772366400.123456796|0x00000002||52:55:0a:00:02:02|1|51");
  }

  @DisplayName("tshark shows the names of hosts that the file tells")
  @Test
  void names() throws IOException {
    Tshark.assumeInstalled();
    List<String> lines = Tshark.run("tshark", "-N", "n", "-r", capture.toString());
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("vm1");
  }

  @DisplayName("capinfos finds the origin, both interfaces, their resolution and statistics")
  @Test
  void capinfos() throws IOException {
    Tshark.assumeInstalled("capinfos");
    List<String> lines =
        Tshark.run("capinfos", capture.toString()).stream().map(String::strip).toList();
    assertThat(lines)
        .contains("Capture hardware:    x86_64", "Capture oper-sys:    Linux")
        .contains("Capture application: qnet test", "Name = nat.inside", "Name = nat.outside")
        .contains("Description = towards the guest", "Encapsulation = Ethernet (1 - ether)")
        .contains("Time precision = nanoseconds (9)", "Number of stat entries = 1");
  }
}
