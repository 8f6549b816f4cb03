package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Terminal;
import picocli.CommandLine.Command;

/** {@code qnet switch snooping}: which addresses a switch saw given to whom. */
@Command(
    name = "snooping",
    header = "the leases that a running switch saw, by DHCP snooping",
    customSynopsis = "qnet switch snooping [--on NAME] [-o table|json]",
    description = {
      "Lists the addresses that trusted DHCP servers gave to stations, one line each: at its port,"
          + " and until the lease ends, that station may say in ARP that the address is its own, and"
          + " nobody else may.",
      "",
      "Turned on by qnet switch --dhcp-snooping, or while the switch runs by qnet switch set all"
          + " snooping: leases are known from then on, and a machine that has one already is refused"
          + " until it renews it, or its port is told ip=ADDR.",
      "",
      "JSON: an object with the fields on and leases, an array of objects with the fields address,"
          + " mac, vlan, port and secondsLeft."
    },
    footer = {
      "  qnet switch set all snooping",
      "  qnet switch snooping",
      "  qnet switch snooping --on switch1 -o json",
      "  qnet switch set all snooping=off",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class SwitchSnoopingCommand extends ListVerb {
  private static final String LINE = "%-15s  %-17s %5s %5s  %s%n";

  SwitchSnoopingCommand(Terminal terminal) {
    super(terminal, "/switch/snooping");
  }

  @Override
  void table(JsonNode snooping) {
    if (!snooping.path("on").asBoolean()) {
      terminal.err().println("snooping is off: qnet switch set all snooping turns it on");
    }
    terminal.out().printf(LINE, "ADDRESS", "STATION", "VLAN", "PORT", "LEFT");
    for (JsonNode lease : snooping.path("leases")) {
      terminal
          .out()
          .printf(
              LINE,
              lease.path("address").asText(),
              lease.path("mac").asText(),
              lease.path("vlan").asInt(),
              lease.path("port").asInt(),
              lease.path("secondsLeft").asLong() + " s");
    }
  }
}
