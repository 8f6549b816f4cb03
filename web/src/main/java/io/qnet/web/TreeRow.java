package io.qnet.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spanning tree as one switch sees it.
 *
 * @param running whether there is one; without, all else is empty
 * @param hub whether the switch is a hub, which has no tree and repeats every frame
 * @param bridge this switch: priority and address
 * @param rootPort the way to the root; null if this switch is the root
 * @param version {@code rstp} or {@code stp}
 * @param helloTime seconds
 * @param maxAge seconds, as the root wants it
 * @param forwardDelay seconds, as the root wants it
 * @param sinceChange seconds since the topology changed last; null if it never did
 */
public record TreeRow(
    boolean running,
    boolean hub,
    String bridge,
    String root,
    @Nullable Integer rootPort,
    long rootCost,
    String version,
    long helloTime,
    long maxAge,
    long forwardDelay,
    long topologyChanges,
    @Nullable Long sinceChange,
    List<Port> ports) {
  /** There is none. */
  public static final TreeRow NONE = none(false);

  /** There is none, on a switch or on a {@code hub}. */
  public static TreeRow none(boolean hub) {
    return new TreeRow(false, hub, "", "", null, 0, "", 0, 0, 0, 0, null, List.of());
  }

  /**
   * A port.
   *
   * @param role {@code root}, {@code designated}, {@code alternate}, {@code backup} or {@code
   *     disabled}
   * @param state {@code discarding}, {@code learning} or {@code forwarding}
   * @param edge whether only stations are there, as far as is known
   * @param designatedBridge who leads that wire to the root, by its {@code designatedPort}
   * @param guard {@code none}, {@code root}, {@code bpdu} or {@code filter}
   * @param guarding whether it keeps the port from forwarding now
   * @param sent BPDUs; {@code discarded} are those that were not heeded
   */
  public record Port(
      int port,
      String role,
      String state,
      int priority,
      long pathCost,
      boolean edge,
      boolean pointToPoint,
      String version,
      String designatedBridge,
      int designatedPort,
      String guard,
      boolean guarding,
      long sent,
      long received,
      long discarded) {
    private JsonObject json() {
      return new JsonObject()
          .put("port", port)
          .put("role", role)
          .put("state", state)
          .put("priority", priority)
          .put("pathCost", pathCost)
          .put("edge", edge)
          .put("pointToPoint", pointToPoint)
          .put("version", version)
          .put("designatedBridge", designatedBridge)
          .put("designatedPort", designatedPort)
          .put("guard", guard)
          .put("guarding", guarding)
          .put("sent", sent)
          .put("received", received)
          .put("discarded", discarded);
    }
  }

  String json() {
    JsonArray all = new JsonArray();
    ports.forEach(port -> all.add(port.json()));
    return new JsonObject()
        .put("running", running)
        .put("hub", hub)
        .put("bridge", bridge)
        .put("root", root)
        .put("rootPort", rootPort)
        .put("rootCost", rootCost)
        .put("version", version)
        .put("helloTime", helloTime)
        .put("maxAge", maxAge)
        .put("forwardDelay", forwardDelay)
        .put("topologyChanges", topologyChanges)
        .put("sinceChange", sinceChange)
        .put("ports", all)
        .encode();
  }
}
