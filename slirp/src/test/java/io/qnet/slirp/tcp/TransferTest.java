package io.qnet.slirp.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Megabytes both ways, over bad paths, in virtual time; each case prints what it reached. */
class TransferTest {
  private static final int MEGABYTE = 1 << 20;
  private static final TcpPath.Conditions CLEAN = new TcpPath.Conditions(0.1, 0, 0, 0, 1 << 20);

  private static TcpPath transfer(TcpPath path, int up, int down, Duration limit, String what) {
    path.guest.toWrite = up;
    path.gateway.toWrite = down;
    path.run(limit);
    long took = Math.max(path.guest.doneAt, path.gateway.doneAt);
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f Mbit/s in virtual time, %d + %d segments sent again%n",
        what,
        (up + down) * 8e3 / took,
        path.guest.connection().snapshot().retransmits(),
        path.gateway.connection().snapshot().retransmits());
    intact(path, up, down);
    return path;
  }

  private static void intact(TcpPath path, int up, int down) {
    assertThat(path.gateway.octetsRead).isEqualTo(up);
    assertThat(path.guest.octetsRead).isEqualTo(down);
    assertThat(path.gateway.read.getValue()).isEqualTo(path.guest.wrote.getValue());
    assertThat(path.guest.read.getValue()).isEqualTo(path.gateway.wrote.getValue());
    assertThat(path.guest.closed).isTrue();
    assertThat(path.gateway.closed).isTrue();
    assertThat(path.guest.connection().snapshot().pinned()).isZero();
    assertThat(path.gateway.connection().snapshot().pinned()).isZero();
  }

  @DisplayName("loss, doubling and reordering, with SACK and timestamps, without, and in between")
  @ParameterizedTest(name = "{0} % loss, {1} ms, reordering {2}, options {3}")
  @CsvSource({
    "0, 20, 0, all",
    "1, 20, 0, all",
    "5, 20, 0, all",
    "20, 20, 0, all",
    "1, 20, 0, none",
    "5, 20, 0, none",
    "20, 20, 0, none",
    "5, 20, 0, sack",
    "5, 0.1, 0, all",
    "0, 20, 0.1, all",
    "1, 20, 0.1, all",
    "5, 20, 0.3, none",
  })
  void badPaths(int percent, double delay, double reordered, String options) {
    TcpSettings settings = TcpSettings.ofMss(1460);
    switch (options) {
      case "none" -> settings = settings.withOptions(false, false, false);
      case "sack" -> settings = settings.withOptions(true, false, true);
      default -> {}
    }
    TcpPath.Conditions conditions =
        new TcpPath.Conditions(delay, percent / 100.0, percent / 200.0, reordered, 10_000);
    TcpPath path = new TcpPath(settings, settings, conditions, 7);
    String what =
        String.format(
            Locale.ROOT,
            "%d %% loss, %s ms, %.0f %% reordered, options %s",
            percent,
            delay,
            100 * reordered,
            options);
    transfer(path, 2 * MEGABYTE, 2 * MEGABYTE, Duration.ofHours(1), what);
  }

  @DisplayName("one way: a download of 5 MB with 1 % loss is not slower than it should be")
  @Test
  void download() {
    TcpSettings settings = TcpSettings.ofMss(1460);
    TcpPath.Conditions conditions = new TcpPath.Conditions(20, 0.01, 0, 0, 10_000);
    TcpPath path = new TcpPath(settings, settings, conditions, 11);
    transfer(path, 0, 5 * MEGABYTE, Duration.ofMinutes(5), "download, 1 % loss, 20 ms");
    // Mathis: MSS / RTT * 1.22 / sqrt(0.01) = 3.5 Mbit/s; CUBIC does not do worse
    assertThat(path.guest.doneAt).isLessThan(Duration.ofSeconds(14).toNanos());
  }

  @DisplayName("MTU 576 to 65520: no stall, whatever the segment size")
  @ParameterizedTest
  @ValueSource(ints = {88, 576, 1280, 1500, 4096, 9000, 16384, 32768, 65520})
  void mtuLadder(int mtu) {
    TcpSettings settings = TcpSettings.ofMss(mtu - 40);
    TcpPath path = new TcpPath(settings, settings, CLEAN, mtu);
    int size = Math.min(4 * MEGABYTE, mtu * 2000);
    transfer(path, size / 4, size, Duration.ofMinutes(1), "MTU " + mtu);
    assertThat(path.guest.doneAt).isLessThan(Duration.ofSeconds(1).toNanos());
    assertThat(path.guest.connection().snapshot().retransmits()).isZero();
    assertThat(path.gateway.connection().snapshot().retransmits()).isZero();
  }

  @DisplayName("super-segments: cut by the link, nothing is lost or doubled, loss or no loss")
  @ParameterizedTest
  @CsvSource({"576, 0", "1500, 0", "9000, 0", "65520, 0", "1500, 1", "1500, 5", "9000, 2"})
  void superSegments(int mtu, int percent) {
    TcpSettings settings = TcpSettings.ofMss(mtu - 40);
    TcpPath.Conditions conditions =
        new TcpPath.Conditions(0.1, percent / 100.0, percent / 200.0, 0, 1 << 20);
    TcpPath path = new TcpPath(settings, settings, conditions, mtu + percent);
    path.gateway.superSegment = 65_455;
    transfer(path, MEGABYTE, 4 * MEGABYTE, Duration.ofMinutes(5), "super-segments, MTU " + mtu);
    assertThat(path.gateway.cut > 0).isEqualTo(mtu < 65_520);
    if (percent == 0) {
      assertThat(path.gateway.connection().snapshot().retransmits()).isZero();
    }
  }

  @DisplayName("segment sizes that differ, and buffers smaller than a segment")
  @ParameterizedTest
  @CsvSource({
    "65480, 1460, 1048576",
    "1460, 65480, 1048576",
    "65480, 65480, 10000",
    "1460, 1460, 700"
  })
  void oddSizes(int guestMss, int mss, int buffer) {
    TcpPath path =
        new TcpPath(
            TcpSettings.ofMss(guestMss).withBuffers(buffer, buffer),
            TcpSettings.ofMss(mss).withBuffers(buffer, buffer),
            CLEAN,
            3);
    transfer(
        path,
        200_000,
        200_000,
        Duration.ofMinutes(1),
        "MSS " + guestMss + " and " + mss + ", buffers of " + buffer);
  }

  @DisplayName("a reader of 1 MB/s sets the pace, and memory stays within the buffer")
  @Test
  void slowReader() {
    TcpSettings settings = TcpSettings.ofMss(1460).withBuffers(1 << 17, 1 << 17);
    TcpPath path = new TcpPath(settings, settings, CLEAN, 5);
    path.gateway.slowness = 1000;
    transfer(path, 5 * MEGABYTE, 1000, Duration.ofMinutes(2), "reader of 8 Mbit/s");
    assertThat(path.gateway.doneAt).isBetween(4_900_000_000L, 6_000_000_000L);
    assertThat(path.gateway.peakPinned).isLessThan(2L << 17);
  }

  @DisplayName("a link that stops and goes loses nothing, and nothing is sent twice")
  @Test
  void linkStopsAndGoes() {
    TcpSettings settings = TcpSettings.ofMss(1460);
    TcpPath.Conditions conditions = new TcpPath.Conditions(5, 0, 0, 0, 1 << 20);
    TcpPath path = new TcpPath(settings, settings, conditions, 9);
    Random random = new Random(9);
    long at = path.clock.now();
    for (int i = 0; i < 40; i++) {
      at += Duration.ofMillis(20).toNanos();
      path.clock.at(at, () -> stop(path, true));
      at += Duration.ofMillis(random.nextInt(1000)).toNanos();
      path.clock.at(at, () -> stop(path, false));
    }
    transfer(path, 3 * MEGABYTE, 9 * MEGABYTE, Duration.ofMinutes(1), "a link that stops and goes");
    assertThat(path.guest.doneAt).isGreaterThan(Duration.ofSeconds(3).toNanos());
    assertThat(path.gateway.connection().snapshot().retransmits()).isZero();
  }

  private static void stop(TcpPath path, boolean stop) {
    if (path.gateway.isConnected()) {
      path.gateway.stopLink(stop);
    }
  }

  @DisplayName("a short queue on the path: congestion control finds its size")
  @Test
  void shortQueue() {
    TcpSettings settings = TcpSettings.ofMss(1460);
    TcpPath.Conditions conditions = new TcpPath.Conditions(10, 0, 0, 0, 50);
    TcpPath path = new TcpPath(settings, settings, conditions, 13);
    transfer(path, 0, 5 * MEGABYTE, Duration.ofMinutes(5), "50 segments fit on the path, 10 ms");
    assertThat(path.guest.doneAt).isLessThan(Duration.ofSeconds(5).toNanos());
  }
}
