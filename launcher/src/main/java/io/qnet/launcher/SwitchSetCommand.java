package io.qnet.launcher;

import io.qnet.launcher.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code qnet switch set}: tells a port of a running switch something. */
@Command(
    name = "set",
    header = "tell a port of a running switch what it is and may do",
    customSynopsis = "qnet switch set PORT WORD... [--on NAME]",
    description = {
      "Changes what a port does, from now on; what is not said stays as it is. The same words"
          + " follow the port's number in qnet switch --rule."
    },
    footer = {
      "  qnet switch set 3 edge guard=bpdu",
      "  qnet switch set 4 guard=root cost=2000",
      "  qnet switch --stp --rule '3 edge' --rule '4 guard=root'",
      "",
      "Words for the spanning tree:",
      "  edge            only stations are here: forward at once; a BPDU proves otherwise",
      "  guard=root      no bridge behind this port becomes the root",
      "  guard=bpdu      no bridge at all: the first BPDU takes the port out of service, until",
      "                  it is set again or plugged anew",
      "  guard=filter    BPDUs are neither sent nor heard",
      "  guard=off       every BPDU is believed                                       default",
      "  cost=N          1 to 200000000; 20000 is that of 1 Gbit/s                    20000",
      "  priority=N      0 to 240 in steps of 16; of equal ways the lowest is taken   128",
      "  shared          more than two bridges are on this wire",
      "  edge=off and shared=off take it back",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class SwitchSetCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Parameters(index = "0", paramLabel = "PORT", description = "The port's number.")
  private String port = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "WORD", description = "What it is told.")
  private List<String> words = new ArrayList<>();

  SwitchSetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    on.client(terminal)
        .order("port", Map.of("port", port, "words", String.join(" ", words)))
        .forEach(terminal.out()::println);
    return 0;
  }
}
