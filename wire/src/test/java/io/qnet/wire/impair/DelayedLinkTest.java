package io.qnet.wire.impair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.DropReason;
import io.qnet.wire.impair.DelayedLink.Delay;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Delays, to the nanosecond. */
final class DelayedLinkTest {
  private static final Duration DELAY = Duration.ofMillis(40);
  private static final Duration JITTER = Duration.ofMillis(8);

  private static Lab lab(Delay delay) {
    return new Lab((link, burst) -> new DelayedLink(link, delay, new Random(1), burst));
  }

  @Test
  @DisplayName("a frame arrives when its time has come, not before")
  void exact() {
    Lab lab = lab(Delay.of(DELAY)).send(2, 60).pass(Duration.ofMillis(3)).send(1, 60);
    assertThat(lab.pass(DELAY.minusMillis(3).minusNanos(1)).arrivals).isEmpty();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.arrivals)
        .containsExactly(
            new Lab.Arrival(0, DELAY),
            new Lab.Arrival(1, DELAY),
            new Lab.Arrival(2, DELAY.plusMillis(3)));
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("jitter adds what chance says, up to its bound, and keeps the order")
  void jitterInOrder() {
    Lab lab = lab(new Delay(DELAY, JITTER, true));
    for (int i = 0; i < 1000; i++) {
      lab.send(1, 60).pass(Duration.ofMillis(1));
    }
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.numbers()).hasSize(1000).isSorted();
    assertBounds(lab);
  }

  @Test
  @DisplayName("where the order is given up, a lucky frame overtakes")
  void jitterOutOfOrder() {
    Lab lab = lab(new Delay(DELAY, JITTER, false));
    for (int i = 0; i < 1000; i++) {
      lab.send(1, 60).pass(Duration.ofMillis(1));
    }
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.numbers()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(lab.numbers()).isNotEqualTo(lab.numbers().stream().sorted().toList());
    assertBounds(lab);
  }

  private static void assertBounds(Lab lab) {
    assertThat(lab.arrivals)
        .allSatisfy(
            arrival ->
                assertThat(arrival.at().minusMillis(arrival.number()))
                    .isBetween(DELAY, DELAY.plus(JITTER)));
    assertThat(lab.arrivals)
        .anyMatch(a -> a.at().minusMillis(a.number()).compareTo(DELAY.plusMillis(1)) < 0)
        .anyMatch(a -> a.at().minusMillis(a.number()).compareTo(DELAY.plusMillis(7)) > 0);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("what is under way is bounded")
  void bounded() {
    Lab lab = lab(Delay.of(DELAY));
    int fit = (int) (DelayedLink.MOST_UNDER_WAY / 60_000);
    lab.send(fit + 3, 60_000);
    assertThat(lab.dropped(DropReason.LINK_FULL)).isEqualTo(3);
    lab.pass(DELAY);
    assertThat(lab.arrivals).hasSize(fit);
    lab.send(1, 60_000).pass(DELAY);
    assertThat(lab.arrivals).hasSize(fit + 1);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("what is under way is given up with the link")
  void closes() {
    Lab lab = lab(Delay.of(DELAY)).send(5, 60);
    lab.link.close();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.arrivals).isEmpty();
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("time does not run backwards")
  void negative() {
    assertThatThrownBy(() -> Delay.of(Duration.ofMillis(-1)))
        .hasMessageContaining("0 or more, but got PT-0.001S");
  }
}
