package io.qnet.tap.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.tap.host.Command;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import java.util.ArrayList;
import java.util.List;

/**
 * IPv4 addresses and routes of an interface that becomes a port of a bridge: they move to the
 * bridge, since a port hands all that it hears to the bridge.
 *
 * <p>What is taken off first comes back last, so all is taken off in reverse: when it is undone,
 * the first address is again the first, and the routes find their addresses.
 */
final class Uplink {
  private final String device;
  private final String bridge;
  private final List<JsonNode> addresses;
  private final List<JsonNode> routes = new ArrayList<>();

  Uplink(String device, String bridge, Facts facts) throws HostException {
    this.device = device;
    this.bridge = bridge;
    addresses = facts.addresses(device);
    for (JsonNode route : facts.routes()) {
      if (route.path("dev").asText().equals(device)
          && !route.path("protocol").asText().equals("kernel")) {
        routes.add(route);
      }
    }
  }

  void takeOff(List<Step> steps) {
    for (int i = routes.size() - 1; i >= 0; i--) {
      JsonNode route = routes.get(i);
      String destination = route.path("dst").asText();
      steps.add(
          Step.of(
              "take the route to " + destination + " off " + device,
              command(List.of("ip", "route", "delete"), words(route, device)),
              new Undo.AddRoute(device, destination, words(route, device))));
    }
    for (int i = addresses.size() - 1; i >= 0; i--) {
      JsonNode address = addresses.get(i);
      String local = address.path("local").asText();
      steps.add(
          Step.of(
              "take " + local + " off " + device,
              Command.run("ip", "address", "delete", prefixed(address), "dev", device),
              new Undo.AddAddress(device, local, words(address, true))));
    }
  }

  void putOn(List<Step> steps) {
    for (JsonNode address : addresses) {
      List<String> words = new ArrayList<>(words(address, false));
      words.addAll(List.of("dev", bridge));
      steps.add(
          Step.of(
              "put " + address.path("local").asText() + " on " + bridge,
              command(List.of("ip", "address", "add"), words)));
    }
    for (JsonNode route : routes) {
      steps.add(
          Step.of(
              "the route to " + route.path("dst").asText() + " by " + bridge,
              command(List.of("ip", "route", "add"), words(route, bridge))));
    }
  }

  private static Command command(List<String> verb, List<String> words) {
    List<String> all = new ArrayList<>(verb);
    all.addAll(words);
    return new Command.Run(all, null);
  }

  private static String prefixed(JsonNode address) {
    return address.path("local").asText() + "/" + address.path("prefixlen").asInt();
  }

  private static List<String> words(JsonNode address, boolean label) {
    List<String> words = new ArrayList<>(List.of(prefixed(address)));
    copy(address, "broadcast", "broadcast", words);
    copy(address, "scope", "scope", words);
    copy(address, "metric", "metric", words);
    if (label) {
      copy(address, "label", "label", words);
    }
    lifetime(address, "valid_life_time", "valid_lft", words);
    lifetime(address, "preferred_life_time", "preferred_lft", words);
    return words;
  }

  /** The kernel says "for ever" with all bits set. */
  private static void lifetime(JsonNode from, String field, String word, List<String> words) {
    long seconds = from.path(field).asLong(0xffff_ffffL);
    if (seconds != 0xffff_ffffL) {
      words.addAll(List.of(word, Long.toString(seconds)));
    }
  }

  private static List<String> words(JsonNode route, String device) {
    List<String> words = new ArrayList<>();
    copy(route, "type", "", words);
    words.add(route.path("dst").asText());
    copy(route, "gateway", "via", words);
    words.addAll(List.of("dev", device));
    copy(route, "protocol", "protocol", words);
    copy(route, "scope", "scope", words);
    copy(route, "prefsrc", "src", words);
    copy(route, "metric", "metric", words);
    for (JsonNode flag : route.path("flags")) {
      if (flag.asText().equals("onlink")) {
        words.add("onlink");
      }
    }
    return words;
  }

  private static void copy(JsonNode from, String field, String word, List<String> words) {
    if (from.has(field)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
      words.add(from.path(field).asText());
    }
  }
}
