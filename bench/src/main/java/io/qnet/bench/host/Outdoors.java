package io.qnet.bench.host;

import io.qnet.bench.plan.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The outer namespace: "the host" as the programs under test see it. Servers listen on its
 * loopback; its default route ends in a wire to nowhere, because pasta takes an interface with a
 * route for its model.
 */
public final class Outdoors {
  /** The interface that looks like the way to the world. */
  public static final String UPLINK = "up0";

  private final Children children;
  private final Plan plan;
  private final Namespace namespace;
  private final Path scratch;

  private Outdoors(Children children, Plan plan, Namespace namespace, Path scratch) {
    this.children = children;
    this.plan = plan;
    this.namespace = namespace;
    this.scratch = scratch;
  }

  /**
   * Makes it.
   *
   * @param scratch a folder of ours for sockets
   */
  public static Outdoors create(Children children, Plan plan, Path scratch)
      throws BenchException, InterruptedException {
    Namespace made = Namespace.create(children);
    made.ip("link", "add", UPLINK, "type", "veth", "peer", "name", "nowhere");
    made.ip("addr", "add", "192.0.2.2/24", "dev", UPLINK);
    made.ip("link", "set", UPLINK, "up");
    made.ip("link", "set", "nowhere", "up");
    made.ip("route", "add", "default", "via", "192.0.2.1", "dev", UPLINK);
    return new Outdoors(children, plan, made, scratch);
  }

  /** Whatever runs. */
  public Children children() {
    return children;
  }

  /** What was asked for. */
  public Plan plan() {
    return plan;
  }

  /** Itself. */
  public Namespace namespace() {
    return namespace;
  }

  /** A folder of ours, mode 0700. */
  public Path scratch() {
    return scratch;
  }

  /** Starts a program out here, on CPU 0 if that was asked for. */
  public Child start(List<String> words, Map<String, String> variables) throws BenchException {
    return children.start(namespace.in(pinned(words)), variables);
  }

  /** The words that run {@code words} on CPU 0, if that was asked for. */
  public List<String> pinned(List<String> words) {
    List<String> all = new ArrayList<>(plan.pinned() ? List.of("taskset", "-c", "0") : List.of());
    all.addAll(words);
    return all;
  }
}
