package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.api.UsernetTable;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet nat}: who talks to whom through the gateway. */
@Command(
    name = "nat",
    header = "the live table of mappings",
    customSynopsis = "qnet nat [table] [--on NAME] [-o table|json|usernet]",
    description = {
      "Lists the mappings of a running gateway, one line each: the guest's end (inside), the host"
          + " socket that stands for it (outside), whom the guest talks to (remote), the state,"
          + " the seconds that are left while nothing happens, and the octets of payload that went"
          + " out and came in. A dash stands for what there is not, or not yet.",
      "",
      "JSON: an array of objects with the fields id, protocol, inside, outside, remote (address"
          + " and port, or null), state, secondsLeft, octetsOut, octetsIn, receiveQueue,"
          + " sendQueue and descriptor. usernet is the layout of QEMU's 'info usernet'; doors have no"
          + " descriptor there (-1), and those at unix sockets their path for an address."
    },
    footer = {
      "  qnet nat",
      "  qnet nat --on user1 -o json",
      "  qnet nat -o usernet",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class NatCommand implements Callable<Integer> {
  private static final String LINE = "%-5s %-24s %-24s %-24s %-12s %6s %12s %12s%n";
  private static final List<String> OUTPUTS = List.of("table", "json", "usernet");

  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Parameters(
      arity = "0..1",
      paramLabel = "table",
      description = "The live table; what there is to see without this word, too.")
  private String what = "table";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table (the default), json, or usernet.")
  private String output = "table";

  NatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    requireWords();
    ApiClient client = on.client(terminal);
    JsonNode mappings = client.get("/nat");
    switch (output) {
      case "json" -> terminal.out().println(mappings.toPrettyString());
      case "usernet" -> {
        JsonNode doors = client.getIfThere("/redirects");
        terminal.out().print(UsernetTable.of("net0", mappings, doors));
      }
      default -> table(mappings);
    }
    return 0;
  }

  private void requireWords() {
    if (what.equals("run") || what.equals("card")) {
      throw Failure.notYet("qnet nat " + what, "qnet nat shows the live table");
    }
    if (!what.equals("table")) {
      throw Failure.usage(
          "qnet nat has no '" + what + "'", "nothing was listed", "leave it out: qnet nat");
    }
    if (!OUTPUTS.contains(output)) {
      throw Failure.usage(
          "-o " + output + " is no form of this list",
          "nothing was listed",
          Nearest.hint(output, OUTPUTS));
    }
  }

  private void table(JsonNode mappings) {
    terminal
        .out()
        .printf(LINE, "PROTO", "INSIDE", "OUTSIDE", "REMOTE", "STATE", "LEFT", "OUT", "IN");
    for (JsonNode row : mappings) {
      JsonNode left = row.path("secondsLeft");
      terminal
          .out()
          .printf(
              LINE,
              row.path("protocol").asText(),
              end(row.path("inside")),
              end(row.path("outside")),
              end(row.path("remote")),
              row.path("state").asText(),
              left.isNumber() ? left.asLong() + " s" : "-",
              row.path("octetsOut").asLong(),
              row.path("octetsIn").asLong());
    }
  }

  private static String end(JsonNode end) {
    String address = end.path("address").asText();
    String host = address.contains(":") ? "[" + address + "]" : address;
    return end.isObject() ? host + ":" + end.path("port").asInt() : "-";
  }
}
