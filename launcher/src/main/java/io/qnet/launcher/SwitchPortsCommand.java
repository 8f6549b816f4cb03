package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code qnet switch ports}: what is plugged in. */
@Command(
    name = "ports",
    header = "the ports of a running switch",
    customSynopsis = "qnet switch ports [--on NAME] [-o table|json]",
    description = {
      "Lists the ports of a running switch, one line each: whether a cable works there, its VLANs"
          + " (10 without a tag, t20 with one), how many stations are known there, the frames that"
          + " came in and went out, those that went nowhere, and who is plugged in: the user"
          + " and the process, which the kernel says, and then what he says of himself.",
      "",
      "JSON: an array of objects with the fields number, state, untagged, tagged, cables (id,"
          + " link, description, uid, user, process, up, lost), stations, framesIn, octetsIn, framesOut,"
          + " octetsOut, dropped and rules (what the port was told); lost and dropped count by"
          + " reason."
    },
    footer = {
      "  qnet switch ports",
      "  qnet switch ports --on switch1 -o json",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class SwitchPortsCommand extends ListVerb {
  private static final String LINE = "%4s  %-5s %-12s %8s %12s %12s %8s  %s%n";

  SwitchPortsCommand(Terminal terminal) {
    super(terminal, "/switch/ports");
  }

  @Override
  void table(JsonNode ports) {
    terminal.out().printf(LINE, "PORT", "UP", "VLANS", "STATIONS", "IN", "OUT", "DROPPED", "WHO");
    for (JsonNode port : ports) {
      List<String> who = new ArrayList<>();
      boolean up = false;
      long lost = sum(port.path("dropped"));
      for (JsonNode cable : port.path("cables")) {
        up |= cable.path("up").asBoolean();
        lost += sum(cable.path("lost"));
        who.add(who(cable));
      }
      terminal
          .out()
          .printf(
              LINE,
              port.path("number").asInt(),
              up ? "up" : "down",
              vlans(port),
              port.path("stations").asInt(),
              port.path("framesIn").asLong(),
              port.path("framesOut").asLong(),
              lost,
              String.join(" | ", who)
                  + (port.path("rules").asText().isEmpty()
                      ? ""
                      : " [" + port.path("rules").asText() + "]"));
    }
  }

  /** The kernel's word first; what somebody says of himself cannot look like one more cable. */
  static String who(JsonNode cable) {
    String description = cable.path("description").asText().replace('|', '/');
    if (!cable.path("process").isNumber()) {
      return description.isEmpty() ? cable.path("link").asText() : description;
    }
    String kernel = cable.path("user").asText() + ", pid " + cable.path("process").asLong();
    return description.isEmpty() ? kernel : kernel + ": " + description;
  }

  private static String vlans(JsonNode port) {
    List<String> vlans = new ArrayList<>();
    if (port.path("untagged").isNumber()) {
      vlans.add(port.path("untagged").asText());
    }
    port.path("tagged").forEach(vlan -> vlans.add("t" + vlan.asText()));
    return vlans.isEmpty() ? "-" : String.join(",", vlans);
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }
}
