package io.qnet.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is measured really happens. */
class BystanderTest {
  @Test
  @DisplayName("every octet of the guest reaches the outside, burst after burst")
  void up() {
    try (Bystander bystander = new Bystander()) {
      for (int i = 0; i < 40; i++) {
        step(bystander.tcpUp(16));
      }
      assertThat(bystander.swallowed()).isEqualTo(40L * 16 * 1448);
    }
  }

  @Test
  @DisplayName("octets and datagrams of the outside become frames, burst after burst")
  void down() {
    try (Bystander bystander = new Bystander()) {
      long before = bystander.sent();
      for (int i = 0; i < 40; i++) {
        step(bystander.tcpDown(16));
        step(bystander.udpDown(16));
        step(bystander.udpUp(16));
      }
      assertThat(bystander.sent() - before).isBetween(40L * 32, 40L * 40);
    }
  }

  private static void step(Bystander.Step step) {
    step.run();
    step.settle();
  }
}
