package io.qnet.vde.stp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at a network from above: is every frame carried everywhere, and nowhere twice? */
final class Whole {
  private final Topology topology;
  private final Map<Object, Object> leaders = new HashMap<>();

  Whole(Topology topology) {
    this.topology = topology;
  }

  /** What is wrong, or null: a loop, or two that could reach each other and do not. */
  @Nullable String fault() {
    String loop = loop();
    return loop == null ? divide() : loop;
  }

  /** A loop of ports that forward, or null. */
  @Nullable String loop() {
    leaders.clear();
    for (Topology.Bridge bridge : topology.bridges.values()) {
      for (int port = 1; port <= bridge.wires.size(); port++) {
        if (alive(bridge, port)
            && bridge.tree.stateOf(port) == TreeState.FORWARDING
            && !join(bridge, bridge.wire(port))) {
          return "a loop through port " + port + " of " + bridge;
        }
      }
    }
    return null;
  }

  /** Two that the wires connect and the tree does not, or null. To be asked after {@link #loop}. */
  private @Nullable String divide() {
    Map<Object, Object> tree = new HashMap<>(leaders);
    for (Topology.Bridge bridge : topology.bridges.values()) {
      for (int port = 1; port <= bridge.wires.size(); port++) {
        if (alive(bridge, port)) {
          Object here = leader(bridge, tree);
          Object there = leader(bridge.wire(port), tree);
          if (!here.equals(there)) {
            return bridge + " is cut off from wire " + bridge.wire(port);
          }
        }
      }
    }
    return rootsDiffer();
  }

  private @Nullable String rootsDiffer() {
    Map<Object, BridgeId> roots = new HashMap<>();
    Set<Object> seen = new HashSet<>();
    for (Topology.Bridge bridge : topology.bridges.values()) {
      Object part = leader(bridge, leaders);
      BridgeId root = bridge.tree.snapshot(topology.now).root();
      if (!bridge.dead && !seen.add(part) && !root.equals(roots.get(part))) {
        return bridge + " believes in another root than its neighbours";
      }
      if (!bridge.dead) {
        roots.put(part, root);
      }
    }
    return null;
  }

  private static boolean alive(Topology.Bridge bridge, int port) {
    return !bridge.dead && !bridge.wire(port).cut && !bridge.wire(port).mute;
  }

  private static Object leader(Object one, Map<Object, Object> of) {
    Object at = one;
    for (Object up = of.getOrDefault(at, at); !up.equals(at); up = of.getOrDefault(at, at)) {
      at = up;
    }
    return at;
  }

  private boolean join(Object one, Object other) {
    Object first = leader(one, leaders);
    Object second = leader(other, leaders);
    leaders.put(first, second);
    return !first.equals(second);
  }
}
