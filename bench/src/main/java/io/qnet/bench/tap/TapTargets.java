package io.qnet.bench.tap;

import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Target;
import java.util.List;

/** What the ratios of this suite must be, everything on one CPU. */
public final class TapTargets {
  private static final String OURS = "qnet-1500";
  private static final String SLIRP4NETNS = "slirp4netns-1500";
  private static final String PASTA = "pasta-65520";

  private TapTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        atLeast(Workload.UP, SLIRP4NETNS, 8),
        atLeast(Workload.DOWN, SLIRP4NETNS, 5),
        atLeast(Workload.UP, PASTA, 0.8),
        atLeast(Workload.DOWN, PASTA, 1.0),
        atLeast(Workload.DOWN, "pasta-1500", 10),
        atMost(Workload.TCP_RR, PASTA, 1.0),
        atMost(Workload.TCP_RR, SLIRP4NETNS, 1.1),
        atMost(Workload.TCP_CRR, PASTA, 0.95),
        atMost(Workload.TCP_CRR, SLIRP4NETNS, 0.7),
        atLeast(Workload.UDP_64, SLIRP4NETNS, 1.8));
  }

  private static Target atLeast(Workload workload, String peer, double bound) {
    return new Target(TapSuite.NAME, workload.word(), OURS, peer, true, bound);
  }

  private static Target atMost(Workload workload, String peer, double bound) {
    return new Target(TapSuite.NAME, workload.word(), OURS, peer, false, bound);
  }
}
