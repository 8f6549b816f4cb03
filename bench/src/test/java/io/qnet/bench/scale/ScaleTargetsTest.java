package io.qnet.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.bench.plan.Plan;
import io.qnet.bench.result.Comparison;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Results;
import io.qnet.bench.result.Sample;
import io.qnet.bench.result.Target;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is asked, and of which figures. */
class ScaleTargetsTest {
  private static Figure figure(Measure measure, String contender, double... values) {
    return new Figure(measure, contender, Arrays.stream(values).mapToObj(Sample::of).toList());
  }

  private static List<Comparison> compare(Figure... figures) {
    return new Results(
            "", Map.of(), Map.of(), Map.of(), List.of(figures), ScaleTargets.all(), List.of())
        .comparisons();
  }

  @Test
  @DisplayName("a connection may take 4 KiB of heap, and all 10,000 have to be there")
  void heap() {
    assertThat(
            compare(
                figure(OpenFlows.ALIVE, OpenFlows.WITH, 10_000),
                figure(OpenFlows.HEAP, OpenFlows.WITH, 4097),
                figure(OpenFlows.LEFT, OpenFlows.WITHOUT, 17)))
        .extracting(comparison -> comparison.met().orElseThrow())
        .containsExactly(true, false);
  }

  @Test
  @DisplayName("ours is held against ours where a target says so, one way only")
  void itself() {
    Measure rung = MtuLadder.measures().get(0);

    assertThat(
            compare(
                figure(OpenFlows.RR, OpenFlows.WITH, 55, 44, 50),
                figure(OpenFlows.RR, OpenFlows.WITHOUT, 40),
                figure(rung, MtuLadder.ONE, 4),
                figure(rung, MtuLadder.FOUR, 5)))
        .extracting(Comparison::ours, Comparison::peer, Comparison::ratio)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(OpenFlows.WITH, OpenFlows.WITHOUT, 1.25),
            org.assertj.core.groups.Tuple.tuple(MtuLadder.ONE, MtuLadder.FOUR, 0.8));
  }

  @Test
  @DisplayName("up and down at eight MTUs, each with its target")
  void ladder() {
    assertThat(MtuLadder.measures()).hasSize(16).doesNotHaveDuplicates();
    assertThat(ScaleTargets.all().stream().filter(t -> t.workload().contains("-mtu-")))
        .hasSize(16)
        .allMatch(Target::atLeast);
  }

  @Test
  @DisplayName("a stall is a run without an end, or one that hardly moved")
  void stalls() {
    Measure rung = MtuLadder.measures().get(0);

    assertThat(MtuLadder.stalls(List.of(figure(rung, "a", 5, 4), figure(rung, "b", 9, 8)), 4))
        .isZero();
    assertThat(MtuLadder.stalls(List.of(figure(rung, "a", 5, 0.01, 6)), 3)).isEqualTo(1);
    assertThat(MtuLadder.stalls(List.of(figure(rung, "a", 0)), 1)).isEqualTo(1);
    assertThat(MtuLadder.stalls(List.of(figure(rung, "a", 5, 6)), 6)).isEqualTo(4);
    assertThat(MtuLadder.stalls(List.of(), 6)).isEqualTo(6);
  }

  @Test
  @DisplayName("what is to be sustained lasts a minute, and less where runs are shorter")
  void sustained() {
    assertThat(plan(5, 2).sustained()).isEqualTo(60);
    assertThat(plan(3, 1).sustained()).isEqualTo(10);
    assertThat(plan(1, 0.5).sustained()).isEqualTo(3);
    assertThat(plan(50, 2).sustained()).isEqualTo(60);
  }

  private static Plan plan(int runs, double seconds) {
    return new Plan(Path.of("qnet"), true, List.of(), runs, seconds, true, Path.of("cache"));
  }
}
