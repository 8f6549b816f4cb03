package io.qnet.wire.impair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qnet.wire.DropReason;
import io.qnet.wire.Offloads;
import io.qnet.wire.kit.Cases;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was set is what is measured, in virtual time. */
final class ImpairedLinkTest {
  private static final int MANY = 20_000;

  /** Of frames that have to wait: their buffers are watched, which takes its time. */
  private static final int SOME = 3_000;

  private static Offset<Double> nearly() {
    return within(0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.3, 1.0})
  @DisplayName("as many frames are lost as was said, and each is counted")
  void loss(double probability) {
    Lab lab = Lab.impaired("loss=" + probability + " seed=1").send(MANY, 60);
    long lost = lab.dropped(DropReason.IMPAIRED);
    assertThat(lost / (double) MANY).isCloseTo(probability, nearly());
    assertThat(lab.arrivals).hasSize(MANY - (int) lost);
    assertThat(lab.numbers()).isSorted();
    assertThat(lab.to().lost()).isEqualTo(lost);
    assertThat(lab.to().frames()).isEqualTo(MANY);
    assertThat(lab.to().delivered()).isEqualTo(MANY - lost);
    assertThat(lab.allReleased()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0.05, 2", "0.05, 10", "0.2, 30"})
  @DisplayName("bursts: loss and mean length are both met")
  void bursts(double loss, double length) {
    int frames = 200_000;
    Lab lab = Lab.impaired("loss=" + loss + " burst=" + length + " seed=2").send(frames, 60);
    List<Integer> numbers = lab.numbers();
    long gaps =
        IntStream.range(1, numbers.size())
            .filter(i -> numbers.get(i) != numbers.get(i - 1) + 1)
            .count();
    long lost = lab.to().lost();
    assertThat(lost / (double) frames).isCloseTo(loss, within(loss * 0.1));
    assertThat(lost / (double) gaps).isCloseTo(length, within(length * 0.1));
  }

  @Test
  @DisplayName("as many arrive twice, one right after the other")
  void duplication() {
    Lab lab = Lab.impaired("dup=20% seed=3").send(MANY, 60);
    assertThat(lab.arrivals.size() / (double) MANY).isCloseTo(1.2, nearly());
    assertThat(lab.numbers()).isSorted();
    assertThat(lab.numbers().stream().distinct()).hasSize(MANY);
    assertThat(lab.to().duplicated()).isEqualTo(lab.arrivals.size() - MANY);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("as many are overtaken by the next, and none is lost")
  void reordering() {
    Lab lab = Lab.impaired("reorder=10% seed=4").send(MANY, 60).pass(Duration.ofSeconds(1));
    List<Integer> numbers = lab.numbers();
    long overtaken =
        IntStream.range(1, MANY).filter(i -> numbers.get(i) == numbers.get(i - 1) - 1).count();
    // one that is held protects the next: p / (1 + p)
    assertThat(overtaken / (double) MANY).isCloseTo(0.1 / 1.1, nearly());
    assertThat(numbers).doesNotHaveDuplicates().hasSize(MANY);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("a frame that nobody overtakes goes on after 10 ms")
  void heldAlone() {
    Lab lab = Lab.impaired("reorder=100%").send(1, 60);
    assertThat(lab.pass(Duration.ofMillis(10).minusNanos(1)).arrivals).isEmpty();
    lab.pass(Duration.ofNanos(1));
    assertThat(lab.arrivals).containsExactly(new Lab.Arrival(0, Duration.ofMillis(10)));
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName(
      "a frame arrives after its delay, to the nanosecond; a burst by one ring of the timer")
  void delay() {
    Lab lab = Lab.impaired("delay=20ms").send(100, 60);
    assertThat(lab.pass(Duration.ofMillis(20).minusNanos(1)).arrivals).isEmpty();
    lab.pass(Duration.ofNanos(1));
    assertThat(lab.arrivals).hasSize(100).allMatch(one -> one.at().equals(Duration.ofMillis(20)));
    assertThat(lab.to().meanDelay()).isEqualTo(Duration.ofMillis(20));
    assertThat(lab.allReleased()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"uniform, 0.577", "normal, 0.333"})
  @DisplayName("jitter: the mean stays, the bounds hold, the deviation is that of the distribution")
  void jitter(String spread, double deviation) {
    Lab lab = Lab.impaired("delay=20ms jitter=9ms fifo=off seed=5 spread=" + spread);
    lab.send(SOME, 60).pass(Duration.ofSeconds(1));
    double[] millis = lab.times().stream().mapToDouble(at -> at.toNanos() / 1e6).toArray();
    double mean = java.util.Arrays.stream(millis).average().orElseThrow();
    double square =
        java.util.Arrays.stream(millis)
            .map(at -> (at - mean) * (at - mean))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(20, within(0.4));
    assertThat(Math.sqrt(square)).isCloseTo(9 * deviation, within(0.3));
    if (spread.equals("uniform")) {
      assertThat(lab.times()).allMatch(at -> at.toMillis() >= 11 && at.toNanos() < 29_200_000);
    }
    assertThat(lab.numbers()).isNotEqualTo(lab.numbers().stream().sorted().toList());
    assertThat(lab.numbers()).doesNotHaveDuplicates().hasSize(SOME);
  }

  @Test
  @DisplayName("jitter does not change the order unless that is given up")
  void inOrder() {
    Lab lab = Lab.impaired("delay=20ms jitter=10ms seed=6");
    for (int i = 0; i < 200; i++) {
      lab.send(3, 60).pass(Duration.ofMillis(1));
    }
    assertThat(lab.pass(Duration.ofSeconds(1)).numbers()).isSorted().hasSize(600);
  }

  @ParameterizedTest
  @ValueSource(longs = {56_000, 1_000_000, 10_000_000_000L})
  @DisplayName("rates are met over many frames: nothing is rounded away")
  void rates(long bits) {
    Lab lab = Lab.impaired("buffer=32M rate=" + bits + "bit").send(SOME, 61);
    while (lab.clock.advanceToNext()) {}
    long expected = 1L * SOME * 61 * 8 * 1_000_000_000L / bits;
    assertThat(lab.times().get(SOME - 1).toNanos())
        .isBetween(expected, expected + ImpairedPath.PAUSE);
    assertThat(lab.numbers()).isEqualTo(IntStream.range(0, SOME).boxed().toList());
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("fast frames come by the handful: the timer rings every 100 microseconds at most")
  void fewRings() {
    Lab lab = Lab.impaired("rate=1Gbit buffer=32M").send(SOME, 1250); // 10 us each
    int rings = 0;
    while (lab.clock.advanceToNext()) {
      rings++;
    }
    assertThat(rings).isBetween(SOME / 10 - 50, SOME / 10 + 1);
    assertThat(lab.arrivals).hasSize(SOME);
  }

  @Test
  @DisplayName("a full buffer drops its newest, and does not push back")
  void full() {
    Lab lab = Lab.impaired("rate=1Mbit buffer=1000").send(12, 100);
    assertThat(lab.dropped(DropReason.LINK_FULL)).isEqualTo(2);
    assertThat(lab.link.writable()).isTrue();
    lab.pass(Duration.ofNanos(1_600_000)).send(4, 100);
    assertThat(lab.dropped(DropReason.LINK_FULL)).as("room for the two that left").isEqualTo(4);
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.numbers()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13);
    assertThat(lab.to().overflowed()).isEqualTo(4);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("one frame always may wait, however small the buffer")
  void oneAlways() {
    Lab lab = Lab.impaired("rate=8Mbit buffer=1").send(2, 1500).pass(Duration.ofSeconds(1));
    lab.send(1, 1500).pass(Duration.ofSeconds(1));
    assertThat(lab.numbers()).containsExactly(0, 2);
    assertThat(lab.dropped(DropReason.LINK_FULL)).isEqualTo(1);
  }

  @Test
  @DisplayName("a rate before a delay: first one's turn, then the way")
  void rateAndDelay() {
    Lab lab = Lab.impaired("rate=1Mbit delay=50ms").send(2, 125).pass(Duration.ofSeconds(1));
    assertThat(lab.times()).containsExactly(Duration.ofMillis(51), Duration.ofMillis(52));
  }

  @Test
  @DisplayName("speed: the sender is told to wait, and told when he need not, and nothing is lost")
  void speed() {
    Lab lab = Lab.impaired("speed=8Mbit");
    assertThat(lab.link.writable()).isTrue();
    lab.send(10, 1000); // 10 ms
    assertThat(lab.link.writable()).isFalse();
    lab.pass(Duration.ofMillis(9).minusNanos(1));
    assertThat(lab.ready).isZero();
    lab.pass(Duration.ofNanos(1));
    assertThat(lab.ready).isEqualTo(1);
    assertThat(lab.link.writable()).isTrue();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.times()).hasSize(10).endsWith(Duration.ofMillis(10));
  }

  @Test
  @DisplayName("longer than the MTU: too long, without counting the Ethernet header")
  void mtu() {
    Lab lab = Lab.impaired("mtu=1000").send(1, 1014).send(1, 1015);
    assertThat(lab.numbers()).containsExactly(0);
    assertThat(lab.dropped(DropReason.OVERSIZE)).isEqualTo(1);
    assertThat(lab.to().oversize()).isEqualTo(1);
  }

  @Test
  @DisplayName("one bit of as many frames as was said is turned, and the sender's octets are not")
  void corruption() {
    Lab lab = Lab.impaired("corrupt=25% seed=7").send(SOME, 60);
    long turned = lab.turnedBits.stream().filter(bits -> bits == 1).count();
    assertThat(lab.turnedBits).allMatch(bits -> bits <= 1);
    assertThat(turned / (double) SOME).isCloseTo(0.25, within(0.03));
    assertThat(lab.to().corrupted()).isEqualTo(turned);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("noise: bits per 2^20 octets")
  void noise() {
    Lab lab = Lab.impaired("noise=3000 seed=8").send(SOME, 1000);
    long turned = lab.turnedBits.stream().mapToLong(Integer::longValue).sum();
    double expected = 3000.0 * SOME * 1000 / (1 << 20);
    assertThat((double) turned).isCloseTo(expected, within(expected * 0.05));
  }

  @Test
  @DisplayName(
      "the same seed, the same fates; another seed, others; another value, the same losses")
  void repeatable() {
    String words = "loss=10% dup=10% reorder=10% jitter=5ms delay=5ms fifo=off seed=";
    Lab one = Lab.impaired(words + 9).send(1000, 60).pass(Duration.ofSeconds(1));
    Lab same = Lab.impaired(words + 9).send(1000, 60).pass(Duration.ofSeconds(1));
    Lab other = Lab.impaired(words + 10).send(1000, 60).pass(Duration.ofSeconds(1));
    assertThat(one.arrivals).isEqualTo(same.arrivals).isNotEqualTo(other.arrivals);
    Lab bare = Lab.impaired("loss=10% seed=9").send(1000, 60);
    assertThat(one.numbers().stream().distinct().sorted().toList()).isEqualTo(bare.numbers());
  }

  @Test
  @DisplayName("directions are apart: what is from the machine is not what is to it")
  void directions() {
    Lab lab = Lab.impaired("from:loss=100% to:delay=5ms");
    lab.send(10, 60).answer(10, 60).pass(Duration.ofMillis(5));
    assertThat(lab.arrivals).hasSize(10);
    assertThat(lab.answers).isZero();
    assertThat(lab.from().lost()).isEqualTo(10);
    assertThat(lab.lostFromMachine).isEqualTo(10);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("states follow each other by chance, and the time in each is what the edges say")
  void states() {
    Lab lab =
        Lab.impaired(
            "state=good state=bad loss=100% edge=good:bad:10% edge=bad:good:30% period=10ms seed=1");
    for (int i = 0; i < MANY; i++) {
      lab.send(1, 60).pass(Duration.ofMillis(10));
    }
    assertThat(lab.to().lost() / (double) MANY).isCloseTo(0.25, within(0.02));
    assertThat(lab.status().state()).isIn("good", "bad");
  }

  @Test
  @DisplayName("changed while frames are under way: those arrive as they would have, in order")
  void live() {
    Lab lab = Lab.impaired("delay=20ms").send(2, 60);
    lab.impair("delay=1ms").send(2, 60).pass(Duration.ofMillis(20));
    assertThat(lab.numbers()).containsExactly(0, 1, 2, 3);
    assertThat(lab.to().frames()).isEqualTo(2);
    lab.send(1, 60).impair("").send(1, 60).pass(Duration.ofMillis(1)).send(1, 60);
    assertThat(lab.numbers()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(lab.impaired().status()).isNull();
    assertThat(lab.clock.advanceToNext()).isFalse();
  }

  @Test
  @DisplayName("what is under way is bounded, and is given up with the link")
  void bounds() {
    Lab lab = Lab.impaired("delay=60s").send(4000, 10_000);
    assertThat(lab.dropped(DropReason.LINK_FULL)).isEqualTo(4000 - (32 << 20) / 10_000);
    assertThat(lab.to().waiting()).isLessThanOrEqualTo(32 << 20);
    lab.link.close();
    lab.pass(Duration.ofMinutes(2));
    assertThat(lab.arrivals).isEmpty();
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("it speaks for the link it wraps; super-frames only where no packet is acted on")
  void passesOn() {
    Offloads all = new Offloads(70_000, true, true, true, true);
    assertThat(Lab.over(all, "").link.offloads()).isEqualTo(all);
    assertThat(Lab.over(all, "delay=1ms").link.offloads()).isEqualTo(all);
    assertThat(Lab.over(all, "from:loss=1%").link.offloads()).isEqualTo(all);
    assertThat(Lab.over(all, "loss=1%").link.offloads())
        .isEqualTo(new Offloads(70_000, true, false, false, false));
    assertThat(Lab.over(all, "corrupt=1%").link.offloads())
        .isEqualTo(new Offloads(70_000, false, false, false, false));
    assertThat(Lab.impaired("loss=1%").link.name()).isEqualTo("cable.left");
  }

  @Test
  @DisplayName(
      "whatever is set and changed: every frame is delivered, counted or waiting, and released")
  void accounts() {
    Cases.check(
        50,
        random -> {
          Lab lab = Lab.impaired("seed=" + random.nextInt());
          String[] words = {
            "loss=20%",
            "burst=4",
            "dup=30%",
            "corrupt=10%",
            "reorder=20%",
            "delay=3ms",
            "rate=2Mbit",
            "jitter=3ms",
            "fifo=off",
            "speed=5Mbit",
            "mtu=500",
            "buffer=3000",
            "noise=900"
          };
          long twice = 0;
          for (int change = 0; change < 5; change++) {
            StringBuilder text = new StringBuilder("seed=1");
            for (String word : words) {
              text.append(random.nextInt(3) == 0 ? " " + word : "");
            }
            twice += lab.to().duplicated();
            lab.impair(text.toString());
            for (int i = 0; i < 10; i++) {
              lab.send(random.nextInt(5), 60 + random.nextInt(900));
              lab.pass(Duration.ofNanos(random.nextInt(2_000_000)));
            }
          }
          lab.pass(Duration.ofMinutes(1));
          twice += lab.to().duplicated();
          assertThat(lab.arrivals.size() + lab.link.drops().total())
              .isEqualTo(lab.buffers.size() + twice);
          assertThat(lab.to().waiting()).isZero();
          assertThat(lab.allReleased()).isTrue();
        });
  }
}
