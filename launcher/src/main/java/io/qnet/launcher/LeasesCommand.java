package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Terminal;
import picocli.CommandLine.Command;

/** {@code qnet leases}: who has which address. */
@Command(
    name = "leases",
    header = "the addresses that guests have",
    customSynopsis = "qnet leases [--on NAME] [-o table|json]",
    description = {
      "Lists what DHCP and DHCPv6 of a running gateway have given out: the address, the guest's"
          + " card, what the guest calls itself, whether the address is offered, bound, or declined"
          + " (the guest found it in use), and the seconds that are left.",
      "",
      "JSON: an array of objects with the fields address, mac, hostName, state and secondsLeft."
    },
    footer = {
      "  qnet leases",
      "  qnet leases --on user1 -o json",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class LeasesCommand extends ListVerb {
  private static final String LINE = "%-24s %-18s %-20s %-9s %s%n";

  LeasesCommand(Terminal terminal) {
    super(terminal, "/leases");
  }

  @Override
  void table(JsonNode leases) {
    terminal.out().printf(LINE, "ADDRESS", "CARD", "NAME", "STATE", "LEFT");
    for (JsonNode lease : leases) {
      String name = lease.path("hostName").asText();
      terminal
          .out()
          .printf(
              LINE,
              lease.path("address").asText(),
              lease.path("mac").asText(),
              name.isEmpty() ? "-" : name,
              lease.path("state").asText(),
              lease.path("secondsLeft").asLong() + " s");
    }
  }
}
