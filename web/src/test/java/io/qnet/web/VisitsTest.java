package io.qnet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Codes, and what they are exchanged for. */
@DisplayName("Visits")
class VisitsTest {
  private long now = Long.MAX_VALUE - 5; // as System.nanoTime() may be
  private final Visits visits = new Visits(() -> now);

  @Test
  @DisplayName("a code is good once, and a secret from then on")
  void once() {
    String code = visits.code();
    String secret = visits.exchange(code).orElseThrow();
    assertThat(visits.exchange(code)).isEmpty();
    assertThat(visits.knows(secret)).isTrue();
    assertThat(visits.knows(code)).isFalse();
    assertThat(secret).hasSize(64).isNotEqualTo(code);
  }

  @Test
  @DisplayName("a code is good for ten minutes")
  void tenMinutes() {
    String code = visits.code();
    String late = visits.code();
    now += Duration.ofMinutes(10).toNanos();
    assertThat(visits.exchange(code)).isPresent();
    now++;
    assertThat(visits.exchange(late)).isEmpty();
  }

  @Test
  @DisplayName("the oldest of many is forgotten")
  void bounded() {
    String first = visits.code();
    for (int i = 0; i < 16; i++) {
      visits.code();
    }
    assertThat(visits.exchange(first)).isEmpty();
    assertThat(visits.exchange("")).isEmpty();
  }
}
