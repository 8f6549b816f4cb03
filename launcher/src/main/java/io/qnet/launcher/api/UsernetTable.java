package io.qnet.launcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * The table of {@code qnet nat} in the layout of QEMU's monitor command {@code info usernet}, so
 * that whatever reads that can read this.
 */
public final class UsernetTable {
  private static final String HEAD =
      "  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\n";
  private static final int STATE_LENGTH = 19;
  private static final String ROW = "%-19s %3d %15s %5d %15s %5d %5d %5d%n";
  private static final int NO_HUB = -1;
  private static final int NO_DESCRIPTOR = -1;

  private UsernetTable() {}

  /** The whole table of a network that is on no hub. */
  public static String of(String id, JsonNode mappings, JsonNode doors) {
    return of(id, NO_HUB, mappings, doors);
  }

  /**
   * The whole table.
   *
   * @param id the network's, such as {@code net0}
   * @param hub the hub's number; -1 for none
   * @param mappings as the API tells them
   * @param doors as the API tells them; those at unix sockets have their path for an address, and
   *     no port
   */
  public static String of(String id, int hub, JsonNode mappings, JsonNode doors) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "Hub %d (%s):%n", hub, id)).append(HEAD);
    for (JsonNode door : doors) {
      text.append(door(door));
    }
    for (JsonNode mapping : mappings) {
      text.append(row(mapping));
    }
    return text.toString();
  }

  private static String row(JsonNode mapping) {
    boolean tcp = mapping.path("protocol").asText().equals("tcp");
    String state = tcp ? tcp(mapping.path("state").asText()) : seconds(mapping);
    String protocol = mapping.path("protocol").asText().toUpperCase(Locale.ROOT);
    String first = "  " + protocol + "[" + state + "]";
    if (protocol.equals("ICMP")) {
      return ping(first, mapping);
    }
    return String.format(
        Locale.ROOT,
        ROW,
        first.substring(0, Math.min(first.length(), STATE_LENGTH)),
        mapping.path("descriptor").asInt(),
        address(mapping.path("inside")),
        mapping.path("inside").path("port").asInt(),
        address(mapping.path("remote")),
        mapping.path("remote").path("port").asInt(),
        mapping.path("receiveQueue").asLong(),
        mapping.path("sendQueue").asLong());
  }

  private static String door(JsonNode door) {
    String protocol = door.path("protocol").asText();
    boolean unix = protocol.equals("unix"); // it leads to a TCP port
    return String.format(
        Locale.ROOT,
        ROW,
        "  " + (unix ? "TCP" : protocol.toUpperCase(Locale.ROOT)) + "[HOST_FORWARD]",
        NO_DESCRIPTOR,
        door.path("host").asText().equals("0.0.0.0")
            ? "*"
            : door.path("host").asText().replaceAll("\\s", "?"), // a blank would be a column's end
        door.path("hostPort").asInt(),
        door.path("guest").asText(),
        door.path("guestPort").asInt(),
        0,
        0);
  }

  /** Pings have no ports. */
  private static String ping(String first, JsonNode mapping) {
    return String.format(
        Locale.ROOT,
        "%-19s %3d %15s  -    %15s  -   %5d %5d%n",
        first,
        mapping.path("descriptor").asInt(),
        address(mapping.path("inside")),
        address(mapping.path("remote")),
        mapping.path("receiveQueue").asLong(),
        mapping.path("sendQueue").asLong());
  }

  private static String address(JsonNode end) {
    return end.isObject() ? end.path("address").asText() : "*";
  }

  private static String seconds(JsonNode mapping) {
    return mapping.path("secondsLeft").asLong() + " sec";
  }

  /** QEMU's word for a state of RFC 9293. */
  private static String tcp(String state) {
    return switch (state) {
      case "SYN_RECEIVED", "LISTEN" -> "SYN_RCVD";
      default -> state;
    };
  }
}
