package io.qnet.launcher.user;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.cli.Failure;
import io.qnet.redirect.ForwardRule;
import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What slirp4netns' API understands, said to {@link Doors}: one JSON object asks {@code
 * add_hostfwd}, {@code list_hostfwd} or {@code remove_hostfwd}, one answers. Only doors that were
 * opened here have an id.
 *
 * <p>Its documentation has the entries of a list below {@code return}, its program at the top: here
 * they are at both places, so that clients of either find them. A host address that is not written
 * is 127.0.0.1 here, as everywhere; the original means 0.0.0.0.
 */
final class Slirp4netnsDialect {
  private final ObjectMapper json = new ObjectMapper();
  private final Doors doors;
  private final Map<Integer, HostEnd> opened = new LinkedHashMap<>();
  private int lastId;

  Slirp4netnsDialect(Doors doors) {
    this.doors = doors;
  }

  /**
   * The answer to a request; not on the loop.
   *
   * @param ended whether nothing follows
   * @return null if the request is not complete yet
   */
  synchronized @Nullable String answer(byte[] request, boolean ended) {
    JsonNode asked;
    try {
      asked = json.readTree(request);
    } catch (JsonEOFException incomplete) {
      return ended ? error("bad request: cannot parse JSON") : null;
    } catch (JsonProcessingException wrong) {
      return error("bad request: cannot parse JSON");
    } catch (IOException impossible) {
      return error("bad request: json_object() failed");
    }
    if (asked == null || asked.isMissingNode()) {
      return ended ? error("bad request: cannot parse JSON") : null;
    }
    if (!asked.isObject()) {
      return error("bad request: json_object() failed");
    }
    JsonNode arguments = asked.path("arguments");
    return switch (asked.path("execute").asText("")) {
      case "" -> error("bad request: no execute found");
      case "add_hostfwd" -> add(arguments);
      case "list_hostfwd" -> list();
      case "remove_hostfwd" -> remove(arguments);
      default -> error("bad request: unknown execute");
    };
  }

  /** The answer to a request that is too long. */
  String tooLarge() {
    return error("bad request: too large message");
  }

  private String add(JsonNode arguments) {
    String protocol = arguments.path("proto").asText("");
    int hostPort = number(arguments, "host_port");
    int guestPort = number(arguments, "guest_port");
    if (!protocol.equals("tcp") && !protocol.equals("udp")) {
      return bad("add_hostfwd", "proto");
    }
    String host = address(arguments.path("host_addr").asText(""));
    if (host == null) {
      return bad("add_hostfwd", "host_addr");
    }
    if (hostPort < 1 || hostPort > 0xffff) {
      return bad("add_hostfwd", "host_port");
    }
    String guest = address(arguments.path("guest_addr").asText(""));
    if (guest == null) {
      return bad("add_hostfwd", "guest_addr");
    }
    if (guestPort < 1 || guestPort > 0xffff) {
      return bad("add_hostfwd", "guest_port");
    }
    try {
      String rule = protocol + ":" + host + ":" + hostPort + "-" + guest + ":" + guestPort;
      lastId++;
      opened.put(lastId, doors.add(List.of(rule)).get(0).host());
      return returned(json.createObjectNode().put("id", lastId));
    } catch (Failure refused) {
      return error("bad request: add_hostfwd: slirp_add_hostfwd failed: " + refused.getMessage());
    }
  }

  /** A whole number as it is written, neither wrapped, nor cut, nor read out of a text; else 0. */
  private static int number(JsonNode arguments, String name) {
    JsonNode value = arguments.path(name);
    return value.isIntegralNumber() && value.canConvertToInt() ? value.intValue() : 0;
  }

  /** As a rule has it; empty stays empty, null is none. */
  private static @Nullable String address(String text) {
    try {
      return text.isEmpty()
          ? ""
          : IpAddress.parse(text) instanceof Ipv6Address ? "[" + text + "]" : text;
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  private String list() {
    Map<HostEnd, ForwardRule> open = new HashMap<>();
    doors.rules().forEach(rule -> open.put(rule.host(), rule));
    ArrayNode entries = json.createArrayNode();
    for (Map.Entry<Integer, HostEnd> entry : List.copyOf(opened.entrySet())) {
      ForwardRule rule = open.get(entry.getValue());
      if (rule == null) {
        opened.remove(entry.getKey()); // somebody else has shut it
      } else {
        entries.add(entry(entry.getKey(), (Port) entry.getValue(), rule));
      }
    }
    ObjectNode answer = json.createObjectNode();
    answer.putObject("return").set("entries", entries);
    answer.set("entries", entries);
    return answer.toString();
  }

  private ObjectNode entry(int id, Port port, ForwardRule rule) {
    return json.createObjectNode()
        .put("id", id)
        .put("proto", port.protocol().toString())
        .put("host_addr", port.address().toString())
        .put("host_port", port.port())
        .put("guest_addr", String.valueOf(rule.guest()))
        .put("guest_port", rule.guestPort());
  }

  private String remove(JsonNode arguments) {
    HostEnd place = opened.get(number(arguments, "id"));
    if (place == null) {
      return bad("remove_hostfwd", "id");
    }
    opened.values().remove(place);
    try {
      doors.remove(List.of(place.toString()), false);
      return returned(json.createObjectNode());
    } catch (Failure gone) {
      return error("bad request: remove_hostfwd: slirp_remove_hostfwd failed");
    }
  }

  private String returned(ObjectNode what) {
    return json.createObjectNode().set("return", what).toString();
  }

  private String bad(String verb, String argument) {
    return error("bad request: " + verb + ": bad arguments." + argument);
  }

  private String error(String description) {
    ObjectNode answer = json.createObjectNode();
    answer.putObject("error").put("desc", description);
    return answer.toString();
  }
}
