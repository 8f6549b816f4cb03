package io.qnet.vde.stp;

/**
 * How a port takes part.
 *
 * @param priority 0 to 240 in steps of 16; among equal ways to the root the lowest is taken
 * @param pathCost 1 to 200 000 000
 * @param edge whether a station is expected here, which may be served at once; a BPDU proves
 *     otherwise
 * @param autoEdge whether silence proves a station, after 3 s
 * @param pointToPoint whether one bridge at most is at the other end: only with one can be agreed
 * @param guard what is not believed here
 */
public record PortSettings(
    int priority,
    long pathCost,
    boolean edge,
    boolean autoEdge,
    boolean pointToPoint,
    Guard guard) {
  /** The cost of a link of 1 Gbit/s (IEEE 802.1D-2004, table 17-3). */
  public static final long DEFAULT_PATH_COST = 20_000;

  /** A link of 1 Gbit/s to one machine, which is found out to be a bridge or not. */
  public static final PortSettings DEFAULT =
      new PortSettings(0x80, DEFAULT_PATH_COST, false, true, true, Guard.NONE);

  private static final int PRIORITY_STEP = 16;
  private static final int MOST_PRIORITY = 240;
  private static final long MOST_PATH_COST = 200_000_000;
  private static final long COST_OF_1_BIT = 20_000_000_000_000L;

  /** What a port does not believe. */
  public enum Guard {
    /** It believes everything. */
    NONE,
    /** No bridge behind this port becomes the root: the port blocks while one wants to. */
    ROOT,
    /** No bridge at all: the first BPDU takes the port out of service. */
    BPDU,
    /** BPDUs are neither sent nor heard. Two such ports on one wire are a loop. */
    FILTER
  }

  /**
   * Checks the bounds of tables 17-2 and 17-3.
   *
   * @throws IllegalArgumentException in words for whoever chose the values
   */
  public PortSettings {
    if (priority < 0 || priority > MOST_PRIORITY || priority % PRIORITY_STEP != 0) {
      throw new IllegalArgumentException(
          "a port's priority is 0 to 240 in steps of 16, but got " + priority);
    }
    if (pathCost < 1 || pathCost > MOST_PATH_COST) {
      throw new IllegalArgumentException(
          "a path cost is 1 to 200000000, but got "
              + pathCost
              + "; 20000 is that of 1 Gbit/s, 200000 that of 100 Mbit/s");
    }
  }

  /** The path cost that the standard recommends for {@code bitsPerSecond} (table 17-3). */
  public static long pathCost(long bitsPerSecond) {
    long cost = COST_OF_1_BIT / Math.max(1, bitsPerSecond);
    return Math.max(1, Math.min(MOST_PATH_COST, cost));
  }

  /** The same with another path cost. */
  public PortSettings withPathCost(long newPathCost) {
    return new PortSettings(priority, newPathCost, edge, autoEdge, pointToPoint, guard);
  }

  /** The same with another priority. */
  public PortSettings withPriority(int newPriority) {
    return new PortSettings(newPriority, pathCost, edge, autoEdge, pointToPoint, guard);
  }

  /** The same, a station expected or not. */
  public PortSettings withEdge(boolean newEdge) {
    return new PortSettings(priority, pathCost, newEdge, autoEdge, pointToPoint, guard);
  }

  /** The same, on a wire of many machines or of two. */
  public PortSettings withPointToPoint(boolean newPointToPoint) {
    return new PortSettings(priority, pathCost, edge, autoEdge, newPointToPoint, guard);
  }

  /** The same with another guard. */
  public PortSettings withGuard(Guard newGuard) {
    return new PortSettings(priority, pathCost, edge, autoEdge, pointToPoint, newGuard);
  }
}
