package io.qnet.vde.stp;

import java.util.Locale;
import java.util.Map;

/** Something that happened to a spanning tree. */
public sealed interface TreeEvent {
  /** A stable name, such as {@code stp.role}. */
  String type();

  /** The same for people. */
  String sentence();

  /** Its parts: numbers, booleans, and whatever else as its text; each has a stable name. */
  Map<String, Object> fields();

  /**
   * Another bridge is the root, or the way to it changed.
   *
   * @param port the root port; 0 if this bridge is the root itself
   */
  record RootChanged(BridgeId root, int port, long cost) implements TreeEvent {
    @Override
    public String type() {
      return "stp.root";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("root", root.toString(), "port", port, "cost", cost);
    }

    @Override
    public String sentence() {
      return port == 0
          ? "this bridge, " + root + ", is the root of the tree"
          : "the root of the tree is " + root + ", by port " + port + " at cost " + cost;
    }
  }

  /** A port has another role, or another state. */
  record PortChanged(int port, PortRole role, TreeState state) implements TreeEvent {
    @Override
    public String type() {
      return "stp.port";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port, "role", word(role), "state", word(state));
    }

    @Override
    public String sentence() {
      return "port " + port + ": " + word(role) + ", " + word(state);
    }

    private static String word(Enum<?> name) {
      return name.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Stations may have moved: a port began to forward.
   *
   * @param port the port, or the one from which another bridge's word of it came
   * @param detected whether it happened here
   */
  record TopologyChanged(int port, boolean detected) implements TreeEvent {
    @Override
    public String type() {
      return "stp.topology-change";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port, "detected", detected);
    }

    @Override
    public String sentence() {
      return detected
          ? "the topology changed: port " + port + " began to forward"
          : "a bridge behind port " + port + " says that the topology changed";
    }
  }

  /** A BPDU came in where BPDU guard allows none: the port is out of service. */
  record BpduGuarded(int port) implements TreeEvent {
    @Override
    public String type() {
      return "stp.bpdu-guard";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port);
    }

    @Override
    public String sentence() {
      return "port "
          + port
          + " heard a bridge where BPDU guard allows none, and is out of service; unplug the bridge,"
          + " then take the port down and up again";
    }
  }

  /**
   * Root guard keeps a bridge from becoming the root.
   *
   * @param active whether it does so from now on, or no longer
   */
  record RootGuarded(int port, boolean active) implements TreeEvent {
    @Override
    public String type() {
      return "stp.root-guard";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("port", port, "active", active);
    }

    @Override
    public String sentence() {
      return active
          ? "a bridge behind port " + port + " wants to be the root: root guard blocks the port"
          : "nobody behind port " + port + " wants to be the root any more: root guard lets go";
    }
  }
}
