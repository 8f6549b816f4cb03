package io.qnet.launcher.why;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.api.ApiClient;
import io.qnet.wire.address.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** What is to be said of the doors that are open: where they lead, and who the guest sees. */
final class DoorWords {
  private final JsonNode doors;

  private DoorWords(JsonNode doors) {
    this.doors = doors;
  }

  /** Those that are open now; none where there can be none. */
  static DoorWords of(ApiClient client) {
    return new DoorWords(client.getIfThere("/redirects"));
  }

  /** Of a flow that came in. */
  String through(JsonNode inside, String guest, String router) {
    String calls =
        "It came in through a door, so the guest sees "
            + router
            + ", the gateway, and not who called";
    for (JsonNode door : doors) {
      if (leadsTo(door, inside)) {
        return tellsWho(door)
            ? calls + "; the first octets of the connection say who it was: " + rule(door)
            : calls + ": the door is " + rule(door) + ". " + toTell(door);
      }
    }
    return calls + "; the door to " + guest + " is gone by now.";
  }

  /** Of the doors that are at an end of the host; nothing if none is. */
  List<String> at(FlowQuestion question) {
    List<String> lines = new ArrayList<>();
    for (JsonNode door : doors) {
      if (isAt(door, question)) {
        lines.add(
            "%s is a door: who comes in there gets to port %d of %s. Who can: %s. In now: %d."
                .formatted(
                    rule(door),
                    door.path("guestPort").asInt(),
                    door.path("guest").asText(),
                    door.path("reach").asText(),
                    door.path("connections").asInt()));
        lines.add(
            tellsWho(door)
                ? "The guest sees the gateway, 10.0.2.2 unless host= says another, as the caller;"
                    + " the first octets of each connection say who it was."
                : "The guest sees the gateway, 10.0.2.2 unless host= says another, as the caller,"
                    + " whoever that is. "
                    + toTell(door));
      }
    }
    return lines;
  }

  private static boolean isAt(JsonNode door, FlowQuestion question) {
    String host = door.path("host").asText();
    FlowQuestion.End end = question.one();
    boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
    boolean place = host.equals(end.address()) || (anywhere && isOfThisHost(end.address()));
    String protocol = question.protocol();
    return question.other() == null
        && end.port() != 0
        && place
        && door.path("hostPort").asInt() == end.port()
        && (protocol.isEmpty() || protocol.equals(door.path("protocol").asText()));
  }

  private static boolean isOfThisHost(String address) {
    InetAddress inet = IpAddress.parse(address).toInet();
    try {
      return inet.isLoopbackAddress() || NetworkInterface.getByInetAddress(inet) != null;
    } catch (SocketException unknown) {
      return false;
    }
  }

  private static boolean leadsTo(JsonNode door, JsonNode inside) {
    String guest = door.path("guest").asText();
    return door.path("guestPort").asInt() == inside.path("port").asInt()
        && (guest.isEmpty() || guest.equals(inside.path("address").asText()));
  }

  private static String toTell(JsonNode door) {
    if (door.path("protocol").asText().equals("udp")) {
      return "Datagrams have no beginning where it could stand who called.";
    }
    String rule = rule(door);
    return "A server that understands the PROXY protocol is told who called by: qnet redirect"
        + " remove "
        + rule
        + "; then qnet redirect add "
        + rule
        + ",proxy-protocol=v2";
  }

  private static boolean tellsWho(JsonNode door) {
    return !door.path("proxyProtocol").asText("none").equals("none");
  }

  private static String rule(JsonNode door) {
    return door.path("rule").asText();
  }
}
