package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Terminal;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;

/** {@code qnet switch vlans}: which ports are in which VLAN. */
@Command(
    name = "vlans",
    header = "the VLANs of a running switch",
    customSynopsis = "qnet switch vlans [--on NAME] [-o table|json]",
    description = {
      "Lists the VLANs that ports of a running switch are in, one line each: the ports whose frames"
          + " have no tag there, such as those of machines, and those whose frames have one. A port"
          + " that nobody told anything is in VLAN 0, without a tag.",
      "",
      "JSON: an array of objects with the fields vlan, untagged and tagged, which are arrays of port"
          + " numbers."
    },
    footer = {
      "  qnet switch set 3 vlan=10",
      "  qnet switch set 4 trunk=10,20 native=10",
      "  qnet switch vlans",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class SwitchVlansCommand extends ListVerb {
  private static final String LINE = "%4s  %-30s %s%n";

  SwitchVlansCommand(Terminal terminal) {
    super(terminal, "/switch/vlans");
  }

  @Override
  void table(JsonNode vlans) {
    terminal.out().printf(LINE, "VLAN", "WITHOUT A TAG", "WITH A TAG");
    for (JsonNode row : vlans) {
      terminal
          .out()
          .printf(
              LINE,
              row.path("vlan").asText(),
              members(row.path("untagged")),
              members(row.path("tagged")));
    }
  }

  private static String members(JsonNode ports) {
    return ports.isEmpty()
        ? "-"
        : StreamSupport.stream(ports.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(","));
  }
}
