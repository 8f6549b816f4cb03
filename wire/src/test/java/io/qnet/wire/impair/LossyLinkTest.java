package io.qnet.wire.impair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qnet.wire.DropReason;
import io.qnet.wire.Offloads;
import io.qnet.wire.impair.LossyLink.Chances;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss, duplication and reordering, measured. */
final class LossyLinkTest {
  private static final int MANY = 20_000;

  private static Lab lab(Chances chances, long seed) {
    return new Lab((link, burst) -> new LossyLink(link, chances, new Random(seed), burst));
  }

  private static Offset<Double> nearly() {
    return within(0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.3, 1.0})
  @DisplayName("as many frames are lost as was said, and each is counted")
  void loss(double probability) {
    Lab lab = lab(Chances.ofLoss(probability), 1).send(MANY, 60);
    long lost = lab.dropped(DropReason.IMPAIRED);
    assertThat(lost / (double) MANY).isCloseTo(probability, nearly());
    assertThat(lab.arrivals).hasSize(MANY - (int) lost);
    assertThat(lab.numbers()).isSorted();
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("as many arrive twice, one right after the other")
  void duplication() {
    Lab lab = lab(new Chances(0.0, 0.2, 0.0), 2).send(MANY, 60);
    assertThat(lab.arrivals.size() / (double) MANY).isCloseTo(1.2, nearly());
    assertThat(lab.numbers()).isSorted();
    assertThat(lab.numbers().stream().distinct()).hasSize(MANY);
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("as many are overtaken by the next, and none is lost")
  void reordering() {
    Lab lab = lab(new Chances(0.0, 0.0, 0.1), 3).send(MANY, 60).pass(Duration.ofSeconds(1));
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
    Lab lab = lab(new Chances(0.0, 0.0, 1.0), 4).send(1, 60);
    assertThat(lab.pass(Duration.ofMillis(10).minusNanos(1)).arrivals).isEmpty();
    lab.pass(Duration.ofNanos(1));
    assertThat(lab.arrivals).containsExactly(new Lab.Arrival(0, Duration.ofMillis(10)));
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("all at once, with the same seed, gives the same again")
  void repeatable() {
    Chances chances = new Chances(0.1, 0.1, 0.1);
    Lab one = lab(chances, 5).send(1000, 60).pass(Duration.ofSeconds(1));
    Lab same = lab(chances, 5).send(1000, 60).pass(Duration.ofSeconds(1));
    Lab other = lab(chances, 6).send(1000, 60).pass(Duration.ofSeconds(1));
    assertThat(one.arrivals).isEqualTo(same.arrivals).isNotEqualTo(other.arrivals);
    assertThat(one.allReleased()).isTrue();
  }

  @Test
  @DisplayName("what is held is given up with the link")
  void closes() {
    Lab lab = lab(new Chances(0.0, 0.0, 1.0), 7).send(1, 60);
    lab.link.close();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.arrivals).isEmpty();
    assertThat(lab.allReleased()).isTrue();
  }

  @Test
  @DisplayName("it speaks for the link it wraps, but takes no super-frames")
  void passesOn() {
    Lab lab = lab(Chances.ofLoss(0.5), 8);
    assertThat(lab.link.name()).isEqualTo("cable.left");
    assertThat(lab.link.writable()).isTrue();
    assertThat(lab.link.offloads()).isEqualTo(Offloads.PLAIN);
  }

  @Test
  @DisplayName("a probability is from 0.0 to 1.0, and percents are recognized")
  void probabilities() {
    assertThatThrownBy(() -> Chances.ofLoss(3))
        .hasMessage("loss is a probability between 0.0 and 1.0, but got 3.0; for 3.0% write 0.03");
    assertThatThrownBy(() -> new Chances(0, -0.1, 0)).hasMessageContaining("duplication");
    assertThatThrownBy(() -> new Chances(0, 0, Double.NaN)).hasMessageContaining("reordering");
  }
}
