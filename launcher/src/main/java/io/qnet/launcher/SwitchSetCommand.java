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
    customSynopsis = "qnet switch set PORT|all WORD... [--on NAME]",
    description = {
      "Changes what a port does, from now on; what is not said stays as it is. The same words"
          + " follow the port's number in qnet switch --rule. What is said about all is about the"
          + " switch itself."
    },
    footer = {
      "  qnet switch set 3 edge guard=bpdu",
      "  qnet switch set 4 guard=root cost=2000",
      "  qnet switch set 5 trunk=10,20 native=10",
      "  qnet switch set 6 macs=1 isolated storm=100",
      "  qnet switch set 7 mirror=1,2",
      "  qnet switch set 2 static=52:54:00:12:34:56",
      "  qnet switch set all snooping",
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
      "",
      "Words for VLANs:",
      "  vlan=N          a machine's port: frames bear no tag, and belong to VLAN N    0",
      "  trunk=N,N,...   a switch's port: frames of these VLANs bear their tags",
      "  native=N        with trunk=: the one VLAN whose frames bear none; off: there is none",
      "",
      "Words about who may do what:",
      "  isolated        nothing passes to and from other isolated ports",
      "  storm=N         at most N frames a second to everybody, to groups, and to unknown stations",
      "  macs=N          at most N stations at once; others are refused",
      "  pin=MAC,...     these stations only, which then are known nowhere else",
      "  static=MAC,...  these stations are known here and nowhere else, for good; others may speak",
      "                  here, too; MAC@VLAN where it is not the VLAN of frames without a tag",
      "  trust           DHCP servers and other switches are here, and are believed",
      "  ip=ADDR,...     with snooping: addresses that are right here without a lease",
      "  mirror=N,...    hears all that comes in and goes out at these ports, and takes no part",
      "  NAME=off        takes it back",
      "",
      "Words about all:",
      "  snooping        DHCP servers are heard at trusted ports only, and ARP is checked against",
      "                  their leases, those from now on: qnet switch snooping",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class SwitchSetCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Parameters(index = "0", paramLabel = "PORT|all", description = "The port's number.")
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
