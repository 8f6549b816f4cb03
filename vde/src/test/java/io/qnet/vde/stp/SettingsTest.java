package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.address.MacAddress;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be chosen, and what is said of the rest. */
class SettingsTest {
  private static final BridgeSettings BRIDGE =
      BridgeSettings.of(MacAddress.parse("02:00:00:00:00:01"));

  @ParameterizedTest
  @CsvSource({"1, 6, 4", "2, 6, 4", "2, 40, 30", "2, 20, 15"})
  @DisplayName("times within the bounds of 802.1D-2004, table 17-1, that fit each other")
  void good(int hello, int age, int delay) {
    BridgeSettings settings = times(hello, age, delay);
    assertThat(settings.times().forwardDelay()).isEqualTo(delay * 256);
    assertThat(settings.times().maxAge()).isEqualTo(age * 256);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 20, 15, hello time is 1 to 2 s",
    "2, 5, 15, max age is 6 to 40 s",
    "2, 41, 30, max age is 6 to 40 s",
    "2, 20, 31, forward delay is 4 to 30 s",
    "2, 20, 4, raise the forward delay"
  })
  @DisplayName("others are refused, with the bound")
  void bad(int hello, int age, int delay, String words) {
    assertThatThrownBy(() -> times(hello, age, delay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  private static BridgeSettings times(int hello, int age, int delay) {
    return BRIDGE.withTimes(
        Duration.ofSeconds(hello), Duration.ofSeconds(age), Duration.ofSeconds(delay));
  }

  @Test
  @DisplayName("priorities come in steps, costs and counts have bounds")
  void steps() {
    assertThatThrownBy(() -> BRIDGE.withPriority(100)).hasMessageContaining("steps of 4096");
    assertThatThrownBy(() -> PortSettings.DEFAULT.withPriority(8))
        .hasMessageContaining("steps of 16");
    assertThatThrownBy(() -> PortSettings.DEFAULT.withPathCost(0))
        .hasMessageContaining("1 to 200000000");
    assertThatThrownBy(
            () ->
                new BridgeSettings(
                    BRIDGE.address(),
                    0,
                    BRIDGE.helloTime(),
                    BRIDGE.maxAge(),
                    BRIDGE.forwardDelay(),
                    11,
                    StpVersion.RSTP))
        .hasMessageContaining("hold count is 1 to 10");
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 200000000",
    "1000000, 20000000",
    "10000000, 2000000",
    "100000000, 200000",
    "1000000000, 20000",
    "10000000000, 2000",
    "10000000000000, 2",
    "1, 200000000"
  })
  @DisplayName("path costs of IEEE 802.1D-2004, table 17-3")
  void costs(long bitsPerSecond, long cost) {
    assertThat(PortSettings.pathCost(bitsPerSecond)).isEqualTo(cost);
  }

  @Test
  @DisplayName("a bridge without ports has nothing to wait for; one port is enough to have")
  void deadlines() {
    SpanningTree tree =
        new SpanningTree(
            BRIDGE,
            (port, frame) -> frame.release(),
            new TreeListener() {
              @Override
              public void onState(int port, TreeState state) {}

              @Override
              public void onFlush(int port) {}
            });
    assertThat(tree.deadline()).isEqualTo(Deadlines.NEVER);
    tree.portUp(1, PortSettings.DEFAULT, 0);
    assertThat(tree.deadline()).isEqualTo(Duration.ofSeconds(1).toNanos()); // the hold count's
    tree.portDown(1, 1);
    assertThat(tree.deadline()).isEqualTo(Deadlines.NEVER);
    assertThat(tree.stateOf(2)).isEqualTo(TreeState.DISCARDING);
    assertThat(tree.roleOf(2)).isEqualTo(PortRole.DISABLED);
    assertThatThrownBy(() -> tree.portUp(4096, PortSettings.DEFAULT, 2))
        .hasMessageContaining("1 to 4095");
  }

  @Test
  @DisplayName("a bridge is written as Linux writes it: priority in hexadecimal, then its address")
  void text() {
    assertThat(BRIDGE.id()).hasToString("8000.02:00:00:00:00:01");
    assertThat(BridgeId.of(4096, BRIDGE.address()).compareTo(BRIDGE.id())).isNegative();
    assertThat(BridgeId.of(0xffff, BRIDGE.address()).compareTo(BRIDGE.id())).isPositive();
  }
}
