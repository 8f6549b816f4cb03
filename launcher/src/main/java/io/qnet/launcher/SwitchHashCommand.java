package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Terminal;
import picocli.CommandLine.Command;

/** {@code qnet switch hash}: where the stations are. */
@Command(
    name = "hash",
    header = "where a running switch knows stations to be",
    customSynopsis = "qnet switch hash [--on NAME] [-o table|json]",
    description = {
      "Lists the stations that a running switch knows, one line each: the address, its VLAN, the"
          + " port it was last heard at, whether it was learned or entered by hand, and for how"
          + " many seconds it has been silent.",
      "",
      "JSON: an array of objects with the fields mac, vlan, port, kind and silence."
    },
    footer = {
      "  qnet switch hash",
      "  qnet switch hash --on switch1 -o json",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class SwitchHashCommand extends ListVerb {
  private static final String LINE = "%-18s %5s %5s  %-8s %s%n";

  SwitchHashCommand(Terminal terminal) {
    super(terminal, "/switch/hash");
  }

  @Override
  void table(JsonNode stations) {
    terminal.out().printf(LINE, "STATION", "VLAN", "PORT", "KIND", "SILENT");
    for (JsonNode station : stations) {
      terminal
          .out()
          .printf(
              LINE,
              station.path("mac").asText(),
              station.path("vlan").asInt(),
              station.path("port").asInt(),
              station.path("kind").asText(),
              station.path("silence").asLong() + " s");
    }
  }
}
