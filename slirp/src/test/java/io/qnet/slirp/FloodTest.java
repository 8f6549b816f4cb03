package io.qnet.slirp;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.kit.Cases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of thousands of hostile frames of all kinds: tables stay within their bounds, and every
 * buffer is released.
 */
class FloodTest {
  private final Leaks leaks = new Leaks();

  @AfterEach
  void nothingWasLeaked() throws InterruptedException {
    assertThat(leaks.found()).isEmpty();
    leaks.close();
  }

  @Test
  @DisplayName("150000 frames, valid ones and spoilt ones, in 3000 reads")
  void everything() {
    Cases.check(10, random -> new Flood(random).run(300));
  }

  @Test
  @DisplayName("one frame is counted at most once, besides what had to make room for it")
  void countedOnce() {
    Cases.check(5, random -> new Flood(random).countOneByOne(2000));
  }
}
