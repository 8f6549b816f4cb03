package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Terminal;
import picocli.CommandLine.Command;

/** {@code qnet switch stp}: the spanning tree. */
@Command(
    name = "stp",
    header = "the spanning tree as a running switch sees it",
    customSynopsis = "qnet switch stp [--on NAME] [-o table|json]",
    description = {
      "Says which bridge is the root and how far it is, then lists the ports, one line each: what"
          + " the port is for the tree (root: the way there; designated: others' way there;"
          + " alternate and backup: kept in reserve), what it does with frames, its cost, whether"
          + " only stations are there, its guard, and the BPDUs that it sent, heeded and did not"
          + " heed.",
      "",
      "JSON: an object with the fields running, bridge, root, rootPort (null: this switch is the"
          + " root), rootCost, version, helloTime, maxAge, forwardDelay and sinceChange (seconds),"
          + " topologyChanges, and ports: objects with the fields port, role, state, priority,"
          + " pathCost, edge, pointToPoint, version, designatedBridge, designatedPort, guard,"
          + " guarding, sent, received and discarded."
    },
    footer = {
      "  qnet switch stp",
      "  qnet switch stp --on switch1 -o json",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class SwitchStpCommand extends ListVerb {
  private static final String LINE = "%4s  %-11s %-11s %9s %-5s %-7s %-8s %s%n";

  SwitchStpCommand(Terminal terminal) {
    super(terminal, "/switch/stp");
  }

  @Override
  void table(JsonNode tree) {
    if (!tree.path("running").asBoolean()) {
      String remedy =
          tree.path("hub").asBoolean() ? "this is a hub" : "start the switch with --stp";
      terminal.out().println("there is no spanning tree here; " + remedy);
      return;
    }
    String way =
        tree.path("rootPort").isNumber()
            ? "by port "
                + tree.path("rootPort").asInt()
                + " at cost "
                + tree.path("rootCost").asLong()
            : "this switch";
    terminal.out().println("bridge " + tree.path("bridge").asText());
    terminal.out().println("root   " + tree.path("root").asText() + ", " + way);
    terminal
        .out()
        .println(
            "hello "
                + tree.path("helloTime").asLong()
                + " s, max age "
                + tree.path("maxAge").asLong()
                + " s, forward delay "
                + tree.path("forwardDelay").asLong()
                + " s; topology changes: "
                + tree.path("topologyChanges").asLong());
    terminal
        .out()
        .printf(LINE, "PORT", "ROLE", "STATE", "COST", "EDGE", "GUARD", "SPEAKS", "BPDUS");
    for (JsonNode port : tree.path("ports")) {
      terminal
          .out()
          .printf(
              LINE,
              port.path("port").asInt(),
              port.path("role").asText(),
              port.path("state").asText(),
              port.path("pathCost").asLong(),
              port.path("edge").asBoolean() ? "yes" : "no",
              port.path("guard").asText() + (port.path("guarding").asBoolean() ? "!" : ""),
              port.path("version").asText(),
              port.path("sent").asLong()
                  + " sent, "
                  + port.path("received").asLong()
                  + " heeded, "
                  + port.path("discarded").asLong()
                  + " not");
    }
  }
}
