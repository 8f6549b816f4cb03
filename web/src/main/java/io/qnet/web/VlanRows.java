package io.qnet.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The VLANs of a switch, from what its ports say: who is in each without a tag, and with one. */
final class VlanRows {
  private VlanRows() {}

  static String json(List<LabApi.SwitchPort> ports) {
    SortedMap<Integer, JsonObject> rows = new TreeMap<>();
    for (LabApi.SwitchPort port : ports) {
      if (port.untagged() != null) {
        members(rows, port.untagged(), "untagged").add(port.number());
      }
      port.tagged().forEach(vlan -> members(rows, vlan, "tagged").add(port.number()));
    }
    return new JsonArray(List.copyOf(rows.values())).encode();
  }

  private static JsonArray members(SortedMap<Integer, JsonObject> rows, int vlan, String how) {
    return rows.computeIfAbsent(vlan, VlanRows::row).getJsonArray(how);
  }

  private static JsonObject row(int vlan) {
    return new JsonObject()
        .put("vlan", vlan)
        .put("untagged", new JsonArray())
        .put("tagged", new JsonArray());
  }
}
