package io.qnet.bench.scale;

import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Target;
import java.util.ArrayList;
import java.util.List;

/** What must be, everything on one CPU. */
public final class ScaleTargets {
  private ScaleTargets() {}

  /** All of them. */
  public static List<Target> all() {
    List<Target> all = new ArrayList<>();
    all.add(atLeast(OpenFlows.ALIVE, OpenFlows.WITH, "", OpenFlows.FLOWS));
    all.add(atMost(OpenFlows.HEAP, OpenFlows.WITH, "", 4096));
    all.add(atMost(OpenFlows.RR, OpenFlows.WITH, OpenFlows.WITHOUT, 1.1));
    all.add(atLeast(SteadyRate.RATE, SteadyRate.OURS, "", 0.99 * SteadyRate.PER_SECOND));
    all.add(atMost(SteadyRate.DESCRIPTORS, SteadyRate.OURS, "", 5));
    all.add(atMost(SteadyRate.RESIDENT, SteadyRate.AFTER, SteadyRate.BEFORE, 1.1));
    for (Measure measure : CaptureCost.MEASURES) {
      all.add(atLeast(measure, CaptureCost.WITH, CaptureCost.WITHOUT, 0.8));
    }
    for (Measure measure : MtuLadder.measures()) {
      all.add(atLeast(measure, MtuLadder.ONE, MtuLadder.FOUR, 0.8));
    }
    all.add(atMost(MtuLadder.STALLS, MtuLadder.OURS, "", 0));
    return all;
  }

  private static Target atLeast(Measure measure, String ours, String peer, double bound) {
    return new Target(measure.suite(), measure.workload(), ours, peer, true, bound);
  }

  private static Target atMost(Measure measure, String ours, String peer, double bound) {
    return new Target(measure.suite(), measure.workload(), ours, peer, false, bound);
  }
}
