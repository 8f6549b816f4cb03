package io.qnet.wire.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.Burst;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Deadlines that move; the clock wraps around one second after the start of each test. */
class DeadlinesTest {
  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final Deadlines deadlines = new Deadlines(burst);
  private final long start = clock.now();
  private final List<String> met = new ArrayList<>();

  private Deadlines.Entry entry(String name) {
    return deadlines.entry(now -> met.add(name + "@" + millis(now)));
  }

  private long millis(long now) {
    return (now - start) / 1_000_000;
  }

  private long at(int millis) {
    return start + Duration.ofMillis(millis).toNanos();
  }

  private void advanceTo(int millis) {
    clock.advance(Duration.ofNanos(at(millis) - clock.now()));
  }

  @DisplayName("a deadline is met once, at its instant and not before")
  @Test
  void metOnce() {
    Deadlines.Entry entry = entry("a");
    assertThat(entry.deadline()).isEqualTo(Deadlines.NEVER);
    entry.set(at(10));
    assertThat(entry.deadline()).isEqualTo(at(10));
    clock.advance(Duration.ofMillis(10).minusNanos(1));
    assertThat(met).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(met).containsExactly("a@10");
    assertThat(entry.deadline()).isEqualTo(Deadlines.NEVER);
    advanceTo(1_000_000);
    assertThat(met).hasSize(1);
  }

  @DisplayName("moved earlier, it is met at the earlier instant only")
  @Test
  void movedEarlier() {
    Deadlines.Entry entry = entry("a");
    entry.set(at(50));
    entry.set(at(20));
    advanceTo(1000);
    assertThat(met).containsExactly("a@20");
  }

  @DisplayName("moved later, it is met at the later instant only")
  @Test
  void movedLater() {
    Deadlines.Entry entry = entry("a");
    entry.set(at(20));
    advanceTo(10);
    entry.set(at(50));
    advanceTo(49);
    assertThat(met).isEmpty();
    advanceTo(1000);
    assertThat(met).containsExactly("a@50");
  }

  @DisplayName("taken away, it is not met; given again, it is")
  @Test
  void takenAway() {
    Deadlines.Entry entry = entry("a");
    entry.set(at(20));
    entry.set(Deadlines.NEVER);
    assertThat(deadlines.queued()).isZero();
    advanceTo(30);
    assertThat(met).isEmpty();
    entry.set(at(40));
    advanceTo(1000);
    assertThat(met).containsExactly("a@40");
  }

  @DisplayName("a deadline in the past is met as soon as time is looked at")
  @Test
  void inThePast() {
    advanceTo(100);
    entry("a").set(at(50));
    clock.advance(Duration.ZERO);
    assertThat(met).containsExactly("a@100");
  }

  @DisplayName("met in order, across the wrap of the clock")
  @Test
  void orderAcrossTheWrap() {
    entry("after").set(at(1001));
    entry("long after").set(at(5000));
    entry("before").set(at(999));
    assertThat(at(1001)).isNegative();
    advanceTo(6000);
    assertThat(met).containsExactly("before@999", "after@1001", "long after@5000");
  }

  @DisplayName("one that is met may set itself and others")
  @Test
  void setWhileMet() {
    Deadlines.Entry[] entries = new Deadlines.Entry[2];
    entries[0] =
        deadlines.entry(
            now -> {
              met.add("a@" + millis(now));
              if (millis(now) < 30) {
                entries[0].set(now + Duration.ofMillis(10).toNanos());
              }
              entries[1].set(Deadlines.NEVER);
            });
    entries[1] = entry("b");
    entries[0].set(at(10));
    entries[1].set(at(10) + 1);
    advanceTo(1000);
    assertThat(met).containsExactly("a@10", "a@20", "a@30");
  }

  @DisplayName("each is met inside a burst")
  @Test
  void insideABurst() {
    deadlines.entry(now -> burst.later(() -> met.add("finished"))).set(at(5));
    advanceTo(10);
    assertThat(met).containsExactly("finished");
  }

  @DisplayName("one that fails does not stop the others")
  @Test
  void failure() {
    Deadlines.Entry bad =
        deadlines.entry(
            now -> {
              throw new IllegalStateException("bad");
            });
    bad.set(at(10));
    entry("good").set(at(20));
    assertThatThrownBy(() -> advanceTo(15)).hasMessage("bad");
    advanceTo(30);
    assertThat(met).containsExactly("good@20");
  }

  @DisplayName("however often deadlines move, the queue holds each entry once")
  @Test
  void theQueueStaysShort() {
    Deadlines.Entry entry = entry("a");
    for (int i = 0; i < 1_000; i++) {
      entry.set(at(10 * i) + Duration.ofHours(2).toNanos());
      entry.set(at(10 * i + 5));
      advanceTo(10 * i + 6);
      assertThat(deadlines.queued()).isLessThanOrEqualTo(1);
    }
    assertThat(met).hasSize(1_000);
  }

  @DisplayName("pushing a deadline back arms no timer")
  @Test
  void pushingBackIsFree() {
    int[] armed = {0};
    Clock counting =
        new Clock() {
          @Override
          public long now() {
            return clock.now();
          }

          @Override
          public Alarm at(long deadline, Runnable task) {
            armed[0]++;
            return clock.at(deadline, task);
          }
        };
    Deadlines.Entry entry = new Deadlines(new Burst(counting)).entry(now -> met.add("met"));
    for (int i = 1; i <= 1_000; i++) {
      entry.set(at(200 + i));
    }
    assertThat(armed[0]).isEqualTo(1);
    advanceTo(1_300);
    assertThat(met).hasSize(1);
    assertThat(armed[0]).isEqualTo(2);
  }

  @DisplayName("many entries that move at random are met exactly when their last deadline says")
  @Test
  void many() {
    Cases.check(300, random -> new RandomDeadlines(random).check());
  }

  /** A hundred entries against a plain array of deadlines. */
  private static final class RandomDeadlines {
    private static final int ENTRIES = 100;

    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final Deadlines deadlines = new Deadlines(new Burst(clock));
    private final long[] expected = new long[ENTRIES];
    private final List<Deadlines.Entry> entries = new ArrayList<>();

    RandomDeadlines(Random random) {
      this.random = random;
      Arrays.fill(expected, Deadlines.NEVER);
      for (int i = 0; i < ENTRIES; i++) {
        int index = i;
        entries.add(deadlines.entry(now -> met(index, now)));
      }
    }

    private void met(int index, long now) {
      assertThat(now).isEqualTo(expected[index]);
      expected[index] = Deadlines.NEVER;
      if (random.nextInt(3) == 0) {
        set(random.nextInt(ENTRIES));
      }
    }

    private void set(int index) {
      long deadline =
          random.nextInt(5) == 0
              ? Deadlines.NEVER
              : clock.now() + 1 + random.nextInt(2_000_000_000);
      expected[index] = deadline;
      entries.get(index).set(deadline);
    }

    void check() {
      for (int step = 0; step < 200; step++) {
        set(random.nextInt(ENTRIES));
        clock.advance(Duration.ofNanos(random.nextInt(30_000_000)));
        for (long deadline : expected) {
          assertThat(deadline == Deadlines.NEVER || deadline - clock.now() > 0).isTrue();
        }
      }
      clock.advance(Duration.ofDays(1));
      assertThat(expected).containsOnly(Deadlines.NEVER);
      assertThat(deadlines.queued()).isZero();
    }
  }
}
