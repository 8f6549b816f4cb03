package io.qnet.wire.impair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.DropReason;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates, and the queue in front of them. */
final class RateLimitedLinkTest {
  private static Lab lab(long bitsPerSecond, int queueOctets) {
    return new Lab((link, burst) -> new RateLimitedLink(link, bitsPerSecond, queueOctets, burst));
  }

  @Test
  @DisplayName("a frame arrives when its last bit was sent, one after the other")
  void exact() {
    Lab lab = lab(1_000_000, 10_000).send(3, 125); // 1 ms each
    lab.pass(Duration.ofMillis(10)).send(1, 1250).pass(Duration.ofMillis(10));
    assertThat(lab.arrivals)
        .containsExactly(
            new Lab.Arrival(0, Duration.ofMillis(1)),
            new Lab.Arrival(1, Duration.ofMillis(2)),
            new Lab.Arrival(2, Duration.ofMillis(3)),
            new Lab.Arrival(3, Duration.ofMillis(20)));
    assertThat(lab.allReleased()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {56_000, 1_000_000, 9_999_999_999L})
  @DisplayName("the rate is met to the nanosecond over many frames: nothing is rounded away")
  void accurate(long rate) {
    Lab lab = lab(rate, 1 << 30).send(10_000, 61);
    while (lab.clock.advanceToNext()) {}
    long expected = 10_000L * 61 * 8 * 1_000_000_000L / rate;
    assertThat(lab.times().get(9_999).toNanos()).isEqualTo(expected);
    assertThat(lab.numbers()).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("a full queue drops its newest, and does not push back")
  void full() {
    Lab lab = lab(1_000_000, 1000).send(12, 100);
    assertThat(lab.dropped(DropReason.LINK_FULL)).isEqualTo(2);
    assertThat(lab.link.writable()).isTrue();
    lab.pass(Duration.ofNanos(1_600_000)).send(4, 100);
    assertThat(lab.dropped(DropReason.LINK_FULL)).as("room for the two that left").isEqualTo(4);
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.numbers()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13);
    assertThat(lab.times().get(11)).isEqualTo(Duration.ofNanos(9_600_000));
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("one frame always may wait, however small the queue")
  void oneAlways() {
    Lab lab = lab(8_000_000, 0).send(2, 1500).pass(Duration.ofSeconds(1)).send(1, 1500);
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.numbers()).containsExactly(0, 2);
    assertThat(lab.dropped(DropReason.LINK_FULL)).isEqualTo(1);
  }

  @Test
  @DisplayName("impairments stack: a rate behind a delay")
  void stacked() {
    Lab lab =
        new Lab(
            (link, burst) ->
                new RateLimitedLink(
                    new DelayedLink(
                        link, DelayedLink.Delay.of(Duration.ofMillis(50)), new Random(1), burst),
                    1_000_000,
                    10_000,
                    burst));
    lab.send(2, 125).pass(Duration.ofSeconds(1));
    assertThat(lab.times()).containsExactly(Duration.ofMillis(51), Duration.ofMillis(52));
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("what waits is given up with the link")
  void closes() {
    Lab lab = lab(1_000, 10_000).send(5, 60);
    lab.link.close();
    lab.pass(Duration.ofSeconds(100));
    assertThat(lab.arrivals).isEmpty();
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("a rate is at least one bit a second")
  void bounds() {
    assertThatThrownBy(() -> lab(0, 1)).hasMessageContaining("1 bit/s or more");
  }
}
