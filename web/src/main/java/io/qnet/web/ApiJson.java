package io.qnet.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The API's documents. The names of their fields are a promise. */
final class ApiJson {
  private ApiJson() {}

  static JsonObject status(LabApi.Status status) {
    return new JsonObject()
        .put("name", status.name())
        .put("verb", status.verb())
        .put("port", status.port())
        .put("startedAt", status.startedAt().toString());
  }

  static JsonObject mapping(LabApi.Mapping mapping) {
    return new JsonObject()
        .put("id", mapping.id())
        .put("protocol", mapping.protocol())
        .put("inside", end(mapping.inside()))
        .put("outside", end(mapping.outside()))
        .put("remote", end(mapping.remote()))
        .put("state", mapping.state())
        .put("secondsLeft", mapping.secondsLeft())
        .put("octetsOut", mapping.octetsOut())
        .put("octetsIn", mapping.octetsIn())
        .put("receiveQueue", mapping.receiveQueue())
        .put("sendQueue", mapping.sendQueue())
        .put("descriptor", mapping.descriptor());
  }

  private static @Nullable JsonObject end(LabApi.@Nullable End end) {
    return end == null
        ? null
        : new JsonObject().put("address", end.address()).put("port", end.port());
  }

  static JsonObject lease(LabApi.Lease lease) {
    return new JsonObject()
        .put("address", lease.address())
        .put("mac", lease.mac())
        .put("hostName", lease.hostName())
        .put("state", lease.state())
        .put("secondsLeft", lease.secondsLeft());
  }

  static JsonObject redirect(RedirectApi.Redirect door) {
    return new JsonObject()
        .put("rule", door.rule())
        .put("protocol", door.protocol())
        .put("host", door.host())
        .put("hostPort", door.hostPort())
        .put("guest", door.guest())
        .put("guestPort", door.guestPort())
        .put("proxyProtocol", door.proxyProtocol())
        .put("reach", door.reach())
        .put("connections", door.connections());
  }

  static JsonObject switchPort(LabApi.SwitchPort port) {
    return new JsonObject()
        .put("number", port.number())
        .put("state", port.state())
        .put("untagged", port.untagged())
        .put("tagged", new JsonArray(port.tagged()))
        .put("cables", all(port.cables(), ApiJson::cable))
        .put("stations", port.stations())
        .put("framesIn", port.framesIn())
        .put("octetsIn", port.octetsIn())
        .put("framesOut", port.framesOut())
        .put("octetsOut", port.octetsOut())
        .put("dropped", counts(port.dropped()))
        .put("rules", port.rules());
  }

  private static JsonObject cable(LabApi.Cable cable) {
    return new JsonObject()
        .put("id", cable.id())
        .put("link", cable.link())
        .put("description", cable.description())
        .put("uid", cable.uid())
        .put("user", cable.user())
        .put("process", cable.process())
        .put("up", cable.up())
        .put("lost", counts(cable.lost()));
  }

  static JsonObject station(LabApi.Station station) {
    return new JsonObject()
        .put("mac", station.mac())
        .put("vlan", station.vlan())
        .put("port", station.port())
        .put("kind", station.kind())
        .put("silence", station.silence());
  }

  static JsonObject event(LabApi.Event event) {
    return new JsonObject()
        .put("id", event.id())
        .put("time", event.time().toString())
        .put("type", event.type())
        .put("sentence", event.sentence())
        .put("fields", new JsonObject(new TreeMap<>(event.fields())));
  }

  static JsonObject counts(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    new TreeMap<>(counts).forEach(json::put);
    return json;
  }

  static <T> JsonArray all(List<T> rows, Function<T, JsonObject> row) {
    JsonArray json = new JsonArray();
    rows.forEach(each -> json.add(row.apply(each)));
    return json;
  }

  /** An error in three parts. */
  static JsonObject error(String what, String meaning, String remedy) {
    JsonObject parts = new JsonObject().put("what", what).put("meaning", meaning);
    return new JsonObject().put("error", parts.put("remedy", remedy));
  }
}
