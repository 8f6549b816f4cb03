package io.qnet.vde.stp;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spanning tree as one of its bridges sees it.
 *
 * @param bridge this bridge
 * @param root the root
 * @param rootPort the way to it; 0 if this bridge is the root
 * @param rootCost what that way costs
 * @param maxAge as the root wants it
 * @param forwardDelay as the root wants it
 * @param topologyChanges how often the topology changed
 * @param sinceChange how long ago it did last; null if never
 * @param ports by number
 */
public record TreeSnapshot(
    BridgeId bridge,
    BridgeId root,
    int rootPort,
    long rootCost,
    StpVersion version,
    Duration helloTime,
    Duration maxAge,
    Duration forwardDelay,
    long topologyChanges,
    @Nullable Duration sinceChange,
    List<TreePortRow> ports) {
  /** Keeps a copy. */
  public TreeSnapshot {
    ports = List.copyOf(ports);
  }

  static TreeSnapshot of(BridgeState bridge, long now, List<TreePortRow> ports) {
    Times times = bridge.rootTimes;
    return new TreeSnapshot(
        bridge.id(),
        bridge.rootPriority.root(),
        bridge.rootPort,
        bridge.rootPriority.cost(),
        bridge.settings.version(),
        Duration.ofNanos(Times.nanos(times.helloTime())),
        Duration.ofNanos(Times.nanos(times.maxAge())),
        Duration.ofNanos(Times.nanos(times.forwardDelay())),
        bridge.topologyChanges,
        bridge.topologyChanges == 0 ? null : Duration.ofNanos(now - bridge.topologyChanged),
        ports);
  }

  /** Whether this bridge is the root. */
  public boolean isRoot() {
    return rootPort == 0;
  }
}
