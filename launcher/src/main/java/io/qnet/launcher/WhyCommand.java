package io.qnet.launcher;

import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.why.Why;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code qnet why}: what became of a flow or a packet, and under which rule. */
@Command(
    name = "why",
    header = "what became of a flow, a frame or a packet, and why",
    customSynopsis = "qnet why FLOW|PACKET [--on NAME]",
    description = {
      "Says in sentences what a running gateway does with a flow: which socket of this host stands"
          + " for the guest, whom the far end sees, what was refused and under which rule; and why a"
          + " server in the guest sees 10.0.2.2 where somebody came in through a door.",
      "",
      "On a switch: where a station was heard, and whether a frame to it is forwarded, flooded,"
          + " kept or dropped. Of a capture: what was said of one packet.",
      "",
      "What can be asked for:",
      "  tcp:10.0.2.15:40000                    flows of this end; protocol and port may be left"
          + " out",
      "  127.0.0.1:10022                        the door at this end of the host",
      "  10.0.2.15-192.0.2.80:443               flows between the two",
      "  17                                     the flow with this number in qnet events",
      "  52:54:00:12:34:56-52:54:00:12:34:57@10 a frame from one station to another, in VLAN 10",
      "  FILE.pcapng:17                         packet 17 of a capture of qnet's"
    },
    footer = {
      "  qnet why tcp:10.0.2.15:22",
      "  qnet why 52:54:00:12:34:56 --on switch1",
      "  qnet why captures/user.pcapng:17",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class WhyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Parameters(paramLabel = "FLOW|PACKET", description = "What is asked for, see above.")
  private String what = "";

  WhyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Why.of(what, () -> on.client(terminal)).forEach(terminal.out()::println);
    return 0;
  }
}
