package io.qnet.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a switch knows from the DHCP messages that pass.
 *
 * @param on whether it looks at them, and at ARP
 */
public record SnoopingRow(boolean on, List<Lease> leases) {
  /** It does not look. */
  public static final SnoopingRow OFF = new SnoopingRow(false, List.of());

  /** An address that a trusted server gave to the station {@code mac} at a port. */
  public record Lease(String address, String mac, int vlan, int port, long secondsLeft) {
    private JsonObject json() {
      return new JsonObject()
          .put("address", address)
          .put("mac", mac)
          .put("vlan", vlan)
          .put("port", port)
          .put("secondsLeft", secondsLeft);
    }
  }

  String json() {
    JsonArray rows = new JsonArray();
    leases.forEach(lease -> rows.add(lease.json()));
    return new JsonObject().put("on", on).put("leases", rows).encode();
  }
}
