package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.captures.PcapngReader.Options;
import io.qnet.captures.PcapngReader.Packet;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Segments on threads of their own that write to one file at the same time. */
class SharedFileTest {
  private static final int SEGMENTS = 4;
  private static final int PACKETS = 3_000;

  private final CaptureBench bench = new CaptureBench();

  private Thread segment(CaptureFile file, int number) {
    ManualClock clock = new ManualClock();
    InterfaceTap tap = file.addInterface("segment" + number, "", clock);
    return new Thread(
        () -> {
          for (int i = 0; i < PACKETS; i++) {
            Frame frame = CaptureBench.frame(60 + i % 900, number);
            frame.octets().setInt(0, i);
            tap.packet(Direction.INBOUND, frame, clock.now(), null);
            frame.release();
            file.tellName(new Ipv4Address(i / 1000), "host" + number);
          }
        });
  }

  @DisplayName("each segment's packets are whole and in order, and each is either there or counted")
  @Test
  void shared() throws InterruptedException {
    CaptureFile file = bench.file(64 << 10, 16 << 10);
    List<Thread> segments = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      segments.add(segment(file, i));
    }
    segments.forEach(Thread::start);
    for (Thread segment : segments) {
      segment.join();
    }
    byte[] octets = bench.finished(file);
    for (int i = 0; i < SEGMENTS; i++) {
      int id = i;
      List<Packet> packets =
          PcapngReader.packets(octets).stream().filter(p -> p.interfaceId() == id).toList();
      long next = 0;
      for (Packet packet : packets) {
        next += packet.lost();
        assertThat(number(packet)).isEqualTo(next++);
        assertThat(packet.octets()).hasSize(60 + number(packet) % 900).endsWith((byte) id);
      }
      Options statistics =
          PcapngReader.blocks(octets, PcapngWriter.INTERFACE_STATISTICS).get(i).options(12);
      assertThat(statistics.number(4)).isEqualTo(PACKETS);
      assertThat(statistics.number(5)).isEqualTo(PACKETS - packets.size());
    }
  }

  private static int number(Packet packet) {
    byte[] octets = packet.octets();
    return (octets[2] & 0xff) << 8 | (octets[3] & 0xff);
  }
}
