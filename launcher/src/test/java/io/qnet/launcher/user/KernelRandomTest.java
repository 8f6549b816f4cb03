package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The kernel's random numbers")
class KernelRandomTest {
  @Test
  @DisplayName("do not repeat, and every bit of them changes")
  void differ() {
    KernelRandom random = new KernelRandom();
    long[] drawn = LongStream.generate(random::nextLong).limit(100).distinct().toArray();

    assertThat(drawn).hasSize(100);
    assertThat(LongStream.of(drawn).reduce(0, (a, b) -> a | b)).isEqualTo(-1);
    assertThat(LongStream.of(drawn).reduce(-1, (a, b) -> a & b)).isZero();
  }
}
