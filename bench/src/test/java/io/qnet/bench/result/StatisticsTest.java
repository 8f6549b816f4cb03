package io.qnet.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Middles, ranks and ratios. */
class StatisticsTest {
  @Test
  @DisplayName("the median does not depend on the order, nor on one wild sample")
  void median() {
    assertThat(Statistics.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Statistics.median(List.of(1e9, 1.0, 2.0))).isEqualTo(2);
    assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
  }

  @Test
  @DisplayName("a percentile is the nearest rank, and always a sample")
  void percentile() {
    List<Double> hundred =
        new java.util.ArrayList<>(IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList());
    Collections.shuffle(hundred, new Random(1));

    assertThat(Statistics.percentile(hundred, 0.5)).isEqualTo(50);
    assertThat(Statistics.percentile(hundred, 0.9)).isEqualTo(90);
    assertThat(Statistics.percentile(hundred, 0.99)).isEqualTo(99);
    assertThat(Statistics.percentile(hundred, 0.999)).isEqualTo(100);
    assertThat(Statistics.percentile(hundred, 1)).isEqualTo(100);
    assertThat(Statistics.percentile(List.of(5.0), 0.001)).isEqualTo(5);
  }

  @Test
  @DisplayName("no samples, and a fraction that is a percentage, are refused with the remedy")
  void refused() {
    assertThatThrownBy(() -> Statistics.median(List.of())).hasMessageContaining("no samples");
    assertThatThrownBy(() -> Statistics.percentile(List.of(1.0), 99))
        .hasMessageContaining("for p99 write 0.99");
    assertThatThrownBy(() -> Statistics.percentile(List.of(1.0), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("the spread is the width of all, in medians")
  void spread() {
    assertThat(Statistics.spread(List.of(10.0, 9.0, 11.0))).isEqualTo(0.2);
    assertThat(Statistics.spread(List.of(10.0))).isZero();
    assertThat(Statistics.spread(List.of(0.0, 0.0))).isZero();
  }

  @Test
  @DisplayName("a ratio to nothing is not a number, and meets no target")
  void ratio() {
    assertThat(Statistics.ratio(6, 3)).isEqualTo(2);
    assertThat(Statistics.ratio(6, 0)).isNaN();
    assertThat(new Target("tap", "up", "qnet", "pasta", true, 0).met(Double.NaN)).isFalse();
    assertThat(new Target("tap", "rr", "qnet", "pasta", false, 1).met(Double.NaN)).isFalse();
  }
}
