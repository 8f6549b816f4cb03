package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class SwitchHashCommand implements Callable<Integer> {
  private static final String LINE = "%-18s %5s %5s  %-8s %s%n";

  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Mixin private ListForm form = new ListForm();

  SwitchHashCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    form.check();
    form.print(terminal, on.client(terminal).get("/switch/hash"), this::table);
    return 0;
  }

  private void table(JsonNode stations) {
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
