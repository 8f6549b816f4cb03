package io.qnet.bench.redirect;

import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Target;
import java.util.List;

/** What the ratios of this suite must be, everything on one CPU. */
public final class RedirectTargets {
  private static final String OURS = DoorContender.QNET_1500.word();
  private static final String PASTA = DoorContender.PASTA.word();
  private static final String SOCAT = DoorContender.SOCAT.word();

  private RedirectTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target(RedirectSuite.NAME, Workload.DOOR_UP.word(), OURS, PASTA, true, 0.9),
        new Target(RedirectSuite.NAME, Workload.DOOR_DOWN.word(), OURS, PASTA, true, 0.9),
        new Target(RedirectSuite.NAME, Workload.DOOR_UP.word(), OURS, SOCAT, true, 2),
        new Target(RedirectSuite.NAME, Workload.DOOR_DOWN.word(), OURS, SOCAT, true, 2),
        new Target(RedirectSuite.NAME, Workload.TCP_CRR.word(), OURS, PASTA, false, 1.2));
  }
}
