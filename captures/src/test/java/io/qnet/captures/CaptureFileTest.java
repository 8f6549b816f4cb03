package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.captures.PcapngReader.Block;
import io.qnet.captures.PcapngReader.Options;
import io.qnet.captures.PcapngReader.Packet;
import io.qnet.wire.Frame;
import io.qnet.wire.address.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a capture file holds, when it gets there, and what happens when it cannot. */
class CaptureFileTest {
  private static final int ROOM = 1 << 20;

  private final CaptureBench bench = new CaptureBench();

  private void take(InterfaceTap tap, Frame frame) {
    tap.packet(Direction.INBOUND, frame, bench.clock.now(), null);
    frame.release();
  }

  @DisplayName("a capture of nothing is a whole file: header, interface, statistics")
  @Test
  void empty() {
    CaptureFile file = bench.file(ROOM);
    InterfaceTap unused = file.addInterface("vm1.net0", "e1000", bench.clock);
    byte[] octets = bench.finished(file);
    assertThat(PcapngReader.blocks(octets))
        .extracting(Block::type)
        .containsExactly(
            PcapngWriter.SECTION_HEADER,
            PcapngWriter.INTERFACE_DESCRIPTION,
            PcapngWriter.INTERFACE_STATISTICS);
    assertThat(bench.disk.isOpen()).isFalse();
  }

  @DisplayName("packets bear the time of day to the nanosecond, also where the clock wraps")
  @Test
  void time() {
    CaptureFile file = bench.file(ROOM);
    InterfaceTap tap = file.addInterface("vm1.net0", "", bench.clock);
    take(tap, CaptureBench.frame(60, 1));
    bench.clock.advance(Duration.ofNanos(1));
    take(tap, CaptureBench.frame(60, 2));
    bench.clock.advance(Duration.ofHours(2));
    take(tap, CaptureBench.frame(60, 3));
    long first = CaptureBench.EPOCH_NANOS;
    assertThat(PcapngReader.packets(bench.finished(file)))
        .extracting(Packet::time)
        .containsExactly(first, first + 1, first + 1 + TimeUnit.HOURS.toNanos(2));
  }

  @DisplayName("several links share a file, each as its own interface with its own statistics")
  @Test
  void severalInterfaces() {
    CaptureFile file = bench.file(ROOM);
    InterfaceTap inside = file.addInterface("nat.inside", "", bench.clock);
    InterfaceTap outside = file.addInterface("nat.outside", "", bench.clock);
    take(outside, CaptureBench.frame(60, 1));
    bench.clock.advance(Duration.ofSeconds(3));
    take(inside, CaptureBench.frame(61, 2));
    take(outside, CaptureBench.frame(62, 3));
    byte[] octets = bench.finished(file);
    assertThat(PcapngReader.packets(octets))
        .extracting(Packet::interfaceId)
        .containsExactly(1, 0, 1);
    List<Block> statistics = PcapngReader.blocks(octets, PcapngWriter.INTERFACE_STATISTICS);
    assertThat(statistics).extracting(block -> block.field(0)).containsExactly(0, 1);
    Options ofOutside = statistics.get(1).options(12);
    assertThat(ofOutside.number(4)).as("received").isEqualTo(2);
    assertThat(ofOutside.number(5)).as("lost").isZero();
    assertThat(ofOutside.instant(2)).as("start").isEqualTo(CaptureBench.EPOCH_NANOS);
    assertThat(ofOutside.instant(3))
        .as("end")
        .isEqualTo(CaptureBench.EPOCH_NANOS + TimeUnit.SECONDS.toNanos(3));
  }

  @DisplayName("a packet reaches the file 100 ms after it passed, not before")
  @Test
  void flushedInTime() {
    CaptureFile file = bench.file(ROOM);
    InterfaceTap tap = file.addInterface("vm1.net0", "", bench.clock);
    take(tap, CaptureBench.frame(60, 1));
    bench.clock.advance(Duration.ofMillis(100).minusNanos(1));
    assertThat(bench.disk.wrote()).isFalse();
    bench.clock.advance(Duration.ofNanos(1));
    assertThat(bench.disk.awaitWrite()).isPositive();
    assertThat(bench.clock.advanceToNext()).as("an idle capture sets no timer").isFalse();

    take(tap, CaptureBench.frame(60, 2));
    bench.clock.advance(Duration.ofMillis(100));
    assertThat(bench.disk.awaitWrite()).isPositive();
    assertThat(PcapngReader.packets(bench.finished(file))).hasSize(2);
  }

  @DisplayName("a full chunk does not wait for the timer")
  @Test
  void fullChunk() {
    CaptureFile file = bench.file(ROOM, 4096);
    InterfaceTap tap = file.addInterface("vm1.net0", "", bench.clock);
    for (int i = 0; i < 3; i++) {
      take(tap, CaptureBench.frame(1400, i));
    }
    assertThat(bench.disk.awaitWrite()).isGreaterThan(4096);
    assertThat(PcapngReader.packets(bench.finished(file))).hasSize(3);
  }

  @DisplayName("while the disk hangs, a full ring loses packets, counts them, and says so")
  @Test
  void fullRing() {
    CaptureFile file = bench.file(1024);
    InterfaceTap tap = file.addInterface("vm1.net0", "", bench.clock);
    bench.disk.hang();
    for (int i = 0; i < 10; i++) {
      take(tap, CaptureBench.frame(300, i)); // two fit
    }
    assertThat(file.summary().packets()).isEqualTo(2);
    assertThat(file.summary().lost()).isEqualTo(8);

    bench.clock.advance(Duration.ofMillis(100));
    bench.disk.awaitWrite();
    bench.disk.goOn();
    take(bench.disk, file, tap);

    byte[] octets = bench.finished(file);
    List<Packet> packets = PcapngReader.packets(octets);
    assertThat(packets).extracting(packet -> packet.octets()[0]).startsWith((byte) 0, (byte) 1);
    Packet next = packets.get(2);
    assertThat(next.octets()[0]).isEqualTo((byte) 99);
    assertThat(next.lost()).isGreaterThanOrEqualTo(8);
    assertThat(next.comment())
        .isEqualTo(
            next.lost() + " packets before this one are missing: the capture did not keep up");
    Options statistics =
        PcapngReader.blocks(octets, PcapngWriter.INTERFACE_STATISTICS).get(0).options(12);
    assertThat(statistics.number(5)).isEqualTo(next.lost());
    assertThat(statistics.number(4)).isEqualTo(next.lost() + packets.size());
  }

  /** Offers packets until the writer has made room for one. */
  private void take(MemoryChannel disk, CaptureFile file, InterfaceTap tap) {
    long taken = file.summary().packets();
    while (file.summary().packets() == taken) {
      take(tap, CaptureBench.frame(300, 99));
      Thread.onSpinWait();
    }
    assertThat(disk.isOpen()).isTrue();
  }

  @DisplayName("interfaces and names are never lost: they wait for room, before any packet")
  @Test
  void fullRingKeepsNames() {
    CaptureFile file = bench.file(256);
    InterfaceTap first = file.addInterface("one", "", bench.clock);
    bench.disk.hang();
    take(first, CaptureBench.frame(100, 1));
    InterfaceTap second = file.addInterface("two", "of two", bench.clock);
    file.tellName(IpAddress.parse("10.0.2.15"), "a-guest-of-a-long-name");
    file.tellName(IpAddress.parse("fec0::2"), "gateway");
    take(second, CaptureBench.frame(60, 2));
    bench.disk.goOn();
    byte[] octets = bench.finished(file);
    assertThat(PcapngReader.blocks(octets))
        .extracting(Block::type)
        .containsExactly(
            PcapngWriter.SECTION_HEADER,
            PcapngWriter.INTERFACE_DESCRIPTION,
            PcapngWriter.ENHANCED_PACKET,
            PcapngWriter.INTERFACE_DESCRIPTION,
            PcapngWriter.NAME_RESOLUTION,
            PcapngWriter.NAME_RESOLUTION,
            PcapngWriter.INTERFACE_STATISTICS,
            PcapngWriter.INTERFACE_STATISTICS);
  }

  @DisplayName("a name is written once, and again only when it changes")
  @Test
  void namesOnce() {
    CaptureFile file = bench.file(ROOM);
    IpAddress guest = IpAddress.parse("10.0.2.15");
    file.tellName(guest, "vm1");
    file.tellName(guest, "vm1");
    file.tellName(guest, "web");
    file.tellName(guest, "");
    byte[] octets = bench.finished(file);
    assertThat(PcapngReader.blocks(octets, PcapngWriter.NAME_RESOLUTION)).hasSize(2);
  }

  @DisplayName("after the end nothing is taken, and ending twice is ending once")
  @Test
  void afterTheEnd() {
    CaptureFile file = bench.file(ROOM);
    InterfaceTap tap = file.addInterface("vm1.net0", "", bench.clock);
    take(tap, CaptureBench.frame(60, 1));
    CaptureSummary summary = file.finish().join();
    take(tap, CaptureBench.frame(60, 2));
    file.tellName(IpAddress.parse("10.0.2.15"), "late");
    file.close();
    assertThat(file.finish().join()).isEqualTo(summary);
    assertThat(summary.packets()).isEqualTo(1);
    assertThat(summary.octets()).isEqualTo(bench.disk.octets().length);
    assertThat(summary).hasToString("capture memory.pcapng: 1 packet");
    assertThat(PcapngReader.packets(bench.disk.octets())).hasSize(1);
  }
}
