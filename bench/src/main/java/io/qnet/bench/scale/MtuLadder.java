package io.qnet.bench.scale;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.load.Turns;
import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import io.qnet.bench.tap.OurGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection and four, up and down, at every MTU: a window that is too small for a few segments
 * shows as one that is much slower than four, or as one that stands still. A stall is a measurement
 * without an end, or with less than a hundredth of the median.
 */
final class MtuLadder {
  static final List<Integer> MTUS = List.of(576, 1280, 1500, 4096, 9000, 16384, 32768, 65520);
  static final String OURS = "qnet";
  static final String ONE = "qnet-1-stream";
  static final String FOUR = "qnet-4-streams";
  static final Measure STALLS = new Measure(ScaleSuite.NAME, "mtu-stalls", "stalls", false);

  private static final double STANDSTILL = 0.01;

  /** There are many JVMs to warm, each for a fraction of what would be sustained. */
  private static final double WARM_UP = 12;

  private final ScaleBed bed;

  MtuLadder(ScaleBed bed) {
    this.bed = bed;
  }

  static List<Measure> measures() {
    return MTUS.stream()
        .flatMap(mtu -> List.of(measure("up", mtu), measure("down", mtu)).stream())
        .toList();
  }

  private static Measure measure(String direction, int mtu) {
    return new Measure(ScaleSuite.NAME, direction + "-mtu-" + mtu, "Gbit/s", true);
  }

  List<Figure> run() throws BenchException, IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    int stalls = 0;
    for (int mtu : MTUS) {
      OurGateway gateway = bed.gateway(mtu);
      List<Turns.Turn> up = turns(gateway, Workload.UP, Workload.UP4);
      List<Turns.Turn> down = turns(gateway, Workload.DOWN, Workload.DOWN4);
      bed.turns().warm(up.get(0), bed.plan().sustained() / WARM_UP);
      bed.turns().warm(down.get(0), bed.plan().sustained() / WARM_UP);
      stalls += measure(measure("up", mtu), up, figures);
      stalls += measure(measure("down", mtu), down, figures);
      gateway.stop(bed.outdoors());
    }
    figures.add(new Figure(STALLS, OURS, List.of(Sample.of(stalls))));
    return figures;
  }

  private static List<Turns.Turn> turns(OurGateway gateway, Workload one, Workload four) {
    return List.of(
        new Turns.Turn(ONE, one, gateway.namespace(), OurGateway.HOST),
        new Turns.Turn(FOUR, four, gateway.namespace(), OurGateway.HOST));
  }

  /** Adds the figures to {@code all}; returns how many measurements stalled. */
  private int measure(Measure measure, List<Turns.Turn> turns, List<Figure> all)
      throws BenchException, IOException, InterruptedException {
    int runs = (bed.plan().runs() + 1) / 2;
    List<Figure> figures = bed.turns().measure(measure, turns, runs, bed.plan().seconds());
    int stalls = stalls(figures, runs * turns.size());
    if (stalls > 0) {
      bed.note().accept(measure.workload() + ": " + stalls + " measurements stalled");
    }
    all.addAll(figures);
    return stalls;
  }

  /**
   * How many measurements did not get anywhere; those that were given up count.
   *
   * @param wanted how many there should be
   */
  static int stalls(List<Figure> figures, int wanted) {
    int ended = 0;
    int still = 0;
    for (Figure figure : figures) {
      double least = STANDSTILL * figure.median();
      ended += figure.samples().size();
      still += (int) figure.values().stream().filter(value -> value < least || value == 0).count();
    }
    return wanted - ended + still;
  }
}
