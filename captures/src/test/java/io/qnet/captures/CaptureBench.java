package io.qnet.captures;

import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.ManualClock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What the tests of this package stand on: a segment with its time, and a file in memory. */
final class CaptureBench {
  static final CaptureOrigin ORIGIN = new CaptureOrigin("x86_64", "Linux", "qnet test");
  static final Instant EPOCH = Instant.parse("2026-03-01T12:00:00.123456789Z");
  static final long EPOCH_NANOS =
      TimeUnit.SECONDS.toNanos(EPOCH.getEpochSecond()) + EPOCH.getNano();
  static final Frames FROM_GUEST =
      new Frames(
          MacAddress.parse("52:54:00:12:34:56"),
          MacAddress.parse("52:55:0a:00:02:02"),
          Ipv4Address.parse("10.0.2.15"),
          Ipv4Address.parse("10.0.2.2"));
  static final Frames TO_GUEST = FROM_GUEST.reversed();

  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final MemoryChannel disk = new MemoryChannel();

  /** A capture into {@link #disk} with room for {@code ringOctets}. */
  CaptureFile file(int ringOctets) {
    return file(ringOctets, ringOctets);
  }

  /** The same, whose writer is woken when {@code chunk} octets wait. */
  CaptureFile file(int ringOctets, int chunk) {
    try {
      CaptureFile file =
          CaptureFile.to(
              disk,
              "memory.pcapng",
              ORIGIN,
              WallTime.startingAt(EPOCH, clock),
              new RecordRing(ringOctets, chunk),
              () -> {});
      disk.awaitWrite(); // the header
      return file;
    } catch (CaptureException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** What the file holds once it is finished. */
  byte[] finished(CaptureFile file) {
    CaptureSummary unused = file.finish().join();
    return disk.octets();
  }

  /** A frame of {@code length} octets, each of value {@code octet}. */
  static Frame frame(int length, int octet) {
    byte[] octets = new byte[length];
    java.util.Arrays.fill(octets, (byte) octet);
    return Frame.plain(Unpooled.wrappedBuffer(octets));
  }
}
