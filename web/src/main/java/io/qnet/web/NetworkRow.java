package io.qnet.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * A user-mode network behind what runs. Where an API asks about all of them, {@code ?network=ID}
 * asks about one.
 *
 * @param id as QEMU would call it, with its number
 * @param aliases what else it is called: a machine's back end {@code lan0}, its hub's number
 * @param hub the number of the hub that the machine's card is on; -1 where there is none
 * @param net its address, such as {@code 10.0.2.0}
 * @param restricted whether nothing leaves it
 * @param port where a machine plugs in, as a port spec
 */
public record NetworkRow(
    String id, List<String> aliases, int hub, String net, boolean restricted, String port) {
  private static final String PARAMETER = "network";

  /** Keeps a copy of its own. */
  public NetworkRow {
    aliases = List.copyOf(aliases);
  }

  /** Whether {@code name} means this one. */
  public boolean answersTo(String name) {
    return id.equals(name) || aliases.contains(name);
  }

  private JsonObject object() {
    return new JsonObject()
        .put("id", id)
        .put("aliases", new JsonArray(aliases))
        .put("hub", hub)
        .put("net", net)
        .put("restricted", restricted)
        .put("port", port);
  }

  static String json(List<NetworkRow> rows) {
    return ApiJson.all(rows, NetworkRow::object).encode();
  }

  /**
   * What a request is about: the whole of {@code api}, or one network of it.
   *
   * @throws RefusedException if there is no such network
   */
  static LabApi chosen(LabApi api, RoutingContext context) {
    List<String> ids = context.queryParam(PARAMETER);
    if (ids.isEmpty()) {
      return api;
    }
    LabApi one = api.network(ids.get(0));
    if (one == null) {
      throw new RefusedException(
          false,
          "there is no network '" + ids.get(0) + "'",
          "nothing was done",
          "GET /api/v1/networks lists them");
    }
    return one;
  }
}
