package io.qnet.slirp.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.packet.TcpOptions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Round trips, congestion windows, initial numbers, settings. */
class EstimatesTest {
  private static final long MS = 1_000_000L;

  @DisplayName("RFC 6298, 2: SRTT, RTTVAR and RTO step by step")
  @Test
  void rto() {
    RttEstimator rtt = new RttEstimator(TcpTimes.DEFAULT);
    assertThat(rtt.rto()).isEqualTo(1000 * MS);
    rtt.sent(10, 0);
    rtt.sent(20, 50 * MS);
    rtt.acknowledged(5, 0, 60 * MS);
    assertThat(rtt.smoothed()).isZero();
    rtt.acknowledged(20, 0, 100 * MS);
    assertThat(rtt.smoothed()).isEqualTo(100 * MS);
    assertThat(rtt.rto()).isEqualTo(300 * MS);
    rtt.sent(30, 0);
    rtt.acknowledged(30, 0, 180 * MS);
    assertThat(rtt.smoothed()).isEqualTo(110 * MS);
    assertThat(rtt.rto()).isEqualTo(340 * MS);
    rtt.backOff();
    rtt.backOff();
    assertThat(rtt.rto()).isEqualTo(4 * 340 * MS);
    for (int i = 0; i < 100; i++) {
      rtt.backOff();
    }
    assertThat(rtt.rto()).isEqualTo(60_000 * MS);
    rtt.resetBackoff();
    assertThat(rtt.rto()).isEqualTo(340 * MS);
  }

  @DisplayName("a short round trip does not make the time-out shorter than 200 ms")
  @Test
  void minimum() {
    RttEstimator rtt = new RttEstimator(TcpTimes.DEFAULT);
    rtt.sent(10, 0);
    rtt.acknowledged(10, 0, 1000);
    assertThat(rtt.rto()).isEqualTo(200 * MS);
  }

  @DisplayName("RFC 7323, 4: an echo counts when nothing is timed, and never if it is nonsense")
  @Test
  void echoes() {
    RttEstimator rtt = new RttEstimator(TcpTimes.DEFAULT);
    rtt.acknowledged(10, 40 * MS, 0);
    assertThat(rtt.smoothed()).isEqualTo(40 * MS);
    long now = 1L << 40;
    TcpOptions echo = TcpOptions.NONE.withTimestamps(1, Timestamps.value(now) - 3);
    assertThat(Timestamps.roundTrip(echo, now)).isEqualTo(3L << 20);
    TcpOptions future = TcpOptions.NONE.withTimestamps(1, Timestamps.value(now) + 3);
    assertThat(Timestamps.roundTrip(future, now)).isZero();
    assertThat(Timestamps.roundTrip(TcpOptions.NONE, now)).isZero();
  }

  @DisplayName("the timestamp clock wraps together with the nanoseconds")
  @Test
  void timestampClock() {
    assertThat(Timestamps.value(Long.MIN_VALUE) - Timestamps.value(Long.MAX_VALUE)).isEqualTo(1);
  }

  @DisplayName("RFC 7323, 5.5: after 24 days a timestamp proves nothing")
  @Test
  void outdatedTimestamps() {
    Timestamps timestamps = new Timestamps();
    timestamps.begin(TcpOptions.NONE.withTimestamps(100, 0), 0);
    TcpOptions older = TcpOptions.NONE.withTimestamps(99, 0);
    assertThat(timestamps.outdated(older, MS)).isTrue();
    assertThat(timestamps.outdated(older, 25L * 86_400 * 1000 * MS)).isFalse();
    assertThat(timestamps.younger(older)).isFalse();
    assertThat(timestamps.younger(TcpOptions.NONE.withTimestamps(101, 0))).isTrue();
  }

  @DisplayName("RFC 6928, RFC 5681: initial window, slow start, loss, time-out")
  @Test
  void congestion() {
    CongestionControl congestion = new CongestionControl(48);
    congestion.segmentSize(1460, true);
    assertThat(congestion.window()).isEqualTo(14_600);
    congestion.acknowledged(2920, MS, 0);
    assertThat(congestion.window()).isEqualTo(17_520);
    congestion.lost(17_520);
    assertThat(congestion.window()).isEqualTo(12_264);
    assertThat(congestion.inSlowStart()).isFalse();
    congestion.timedOut(12_264, false);
    assertThat(congestion.window()).isEqualTo(1460);
    assertThat(congestion.inSlowStart()).isTrue();
    congestion.timedOut(1460, true);
    congestion.acknowledged(10_000, MS, 0);
    congestion.acknowledged(10_000, MS, 0);
    assertThat(congestion.inSlowStart()).as("a second time-out keeps ssthresh").isFalse();
    congestion.segmentSize(65_480, true);
    assertThat(congestion.window()).isEqualTo(130_960);
  }

  @DisplayName("RFC 9438: after a loss CUBIC is back at the old window after K, and no faster")
  @Test
  void cubic() {
    int mss = 1000;
    CongestionControl congestion = new CongestionControl(mss);
    congestion.segmentSize(mss, true);
    congestion.acknowledged(990_000, 100 * MS, 0);
    assertThat(congestion.window()).isEqualTo(1_000_000);
    congestion.lost(1_000_000);
    double k = Math.cbrt(1000 * 0.3 / 0.4);
    long now = 0;
    while (now < (long) (k * 1e9)) {
      congestion.acknowledged(congestion.window(), 100 * MS, now);
      assertThat(congestion.window()).isLessThan(1_050_000);
      now += 100 * MS;
    }
    assertThat(congestion.window()).isBetween(980_000, 1_020_000);
    for (int i = 0; i < 50; i++, now += 100 * MS) {
      congestion.acknowledged(congestion.window(), 100 * MS, now);
    }
    assertThat(congestion.window()).as("and beyond, once past it").isGreaterThan(1_040_000);
  }

  @DisplayName("RFC 6528: numbers differ by ends and secret, and grow with a clock of 4 us")
  @Test
  void initialSequence() {
    InitialSequence one = new InitialSequence(new byte[] {1, 2, 3});
    InitialSequence two = new InitialSequence(new byte[] {3, 2, 1});
    Ipv4Address a = Ipv4Address.parse("10.0.2.2");
    Ipv4Address b = Ipv4Address.parse("10.0.2.15");
    int first = one.next(0, a, 80, b, 40000);
    assertThat(one.next(0, a, 80, b, 40000)).isEqualTo(first);
    assertThat(one.next(4096 * 250, a, 80, b, 40000) - first).isEqualTo(250);
    Set<Integer> numbers = new HashSet<>();
    for (int port = 1; port <= 1000; port++) {
      numbers.add(one.next(0, a, 80, b, port));
      numbers.add(one.next(0, b, port, a, 80));
      numbers.add(two.next(0, a, 80, b, port));
      numbers.add(one.next(0, Ipv6Address.parse("fec0::2"), 80, Ipv6Address.parse("::1"), port));
    }
    assertThat(numbers).hasSizeGreaterThan(3990);
  }

  @DisplayName("settings that make no sense say what would")
  @Test
  void settings() {
    assertThatThrownBy(() -> TcpSettings.ofMss(20))
        .hasMessage("mss is a segment's octets of data, 48 to 65535, but got 20; try 1460");
    assertThatThrownBy(() -> TcpSettings.ofMss(1460).withBuffers(0, 1))
        .hasMessageContaining("got 0 and 1");
    assertThat(TcpSettings.ofMss(1460).windowScale()).isEqualTo(4);
    assertThat(TcpSettings.ofMss(1460).withBuffers(1, 65535).windowScale()).isZero();
    assertThat(TcpSettings.ofMss(1460).withBuffers(1, 65536).windowScale()).isEqualTo(1);
  }
}
