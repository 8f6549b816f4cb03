package io.qnet.bench.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * What to measure, and how long.
 *
 * @param qnet the script that starts our side
 * @param ours whether our side is measured at all
 * @param peers the programs beside it, by name; empty: all
 * @param runs repetitions of each measurement
 * @param seconds how long one takes
 * @param pinned whether everything shares CPU 0: the figure is then work per octet, and repeats
 *     within 3 %
 * @param cache where compiled programs are kept
 */
public record Plan(
    Path qnet,
    boolean ours,
    List<String> peers,
    int runs,
    double seconds,
    boolean pinned,
    Path cache) {
  /** Whether the peer {@code program} is wanted. */
  public boolean wants(String program) {
    return peers.isEmpty() || peers.contains(program);
  }

  /**
   * How long a load goes on that is to be sustained, in seconds: a minute, or ten seconds at most
   * where all runs of a measurement take less than ten.
   */
  public double sustained() {
    double all = runs * seconds;
    return all < 10 ? Math.min(10, 6 * all) : 60;
  }

  /** How long our JVM is warmed by the load that is measured next, twice, in seconds. */
  public double warmUp() {
    return 5;
  }
}
