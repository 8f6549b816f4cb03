package io.qnet.wire.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.clock.Clock;
import io.qnet.wire.clock.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Time by hand, and cases that can be had again. */
class ManualClockTest {
  private final ManualClock clock = new ManualClock();
  private final List<String> ran = new ArrayList<>();

  private Clock.Alarm in(int millis, String name) {
    return clock.at(
        clock.now() + Duration.ofMillis(millis).toNanos(),
        () -> ran.add(name + "@" + clock.elapsed().toMillis()));
  }

  @DisplayName("tasks run at their instants, in order, across the wrap")
  @Test
  void order() {
    in(2_000, "c");
    in(10, "a");
    in(10, "b");
    clock.advance(Duration.ofMillis(9));
    assertThat(ran).isEmpty();
    clock.advance(Duration.ofSeconds(3));
    assertThat(ran).containsExactly("a@10", "b@10", "c@2000");
    assertThat(clock.elapsed()).isEqualTo(Duration.ofMillis(3_009));
    assertThat(clock.now()).isNegative();
  }

  @DisplayName("a task may ask for another, and one taken back does not run")
  @Test
  void cancelAndChain() {
    Clock.Alarm alarm = in(20, "never");
    clock.at(clock.now() + 1, () -> in(5, "chained"));
    alarm.cancel();
    clock.advance(Duration.ofMillis(50));
    assertThat(ran).containsExactly("chained@5");
  }

  @DisplayName("it jumps from deadline to deadline")
  @Test
  void jumps() {
    in(3_600_000, "an hour later");
    assertThat(clock.advanceToNext()).isTrue();
    assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
    assertThat(clock.advanceToNext()).isFalse();
    assertThat(ran).hasSize(1);
  }

  @DisplayName("no round delay from the start reads as \"never\"")
  @Test
  void roundDelaysAreNotNever() {
    for (int millis = 0; millis <= 2_000; millis++) {
      assertThat(clock.now() + Duration.ofMillis(millis).toNanos()).isNotEqualTo(Deadlines.NEVER);
    }
  }

  @DisplayName("a case that fails names its seed, and gets the same numbers again")
  @Test
  void cases() {
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    Cases.check(5, random -> first.add(random.nextLong()));
    Cases.check(5, random -> second.add(random.nextLong()));
    assertThat(first).doesNotHaveDuplicates().isEqualTo(second);
    int[] cases = {0};
    assertThatThrownBy(
            () ->
                Cases.check(
                    9,
                    random -> {
                      if (cases[0]++ == 3) {
                        throw new IllegalStateException("three");
                      }
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("repeat this case with -Dcases.seed=3: three");
    assertThat(cases[0]).isEqualTo(4);
  }
}
