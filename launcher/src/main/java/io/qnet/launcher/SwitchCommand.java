package io.qnet.launcher;

import io.qnet.vde.stp.BridgeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code qnet switch}: a virtual switch. */
@Command(
    name = "switch",
    header = "a virtual switch that machines plug into",
    synopsisSubcommandLabel = "",
    customSynopsis = {
      "qnet switch [--vde DIR] [--port SPEC]... [--user [OPTS]] [--ports N] [--hub|--stp]",
      "              [--mode M] [--dirmode M] [--group G] [--portgroup NAME=VLAN]...",
      "              [--bridge-priority N] [--macaddr MAC] [--dhcp-snooping]",
      "              [--rule 'PORT WORDS']...",
      "              [--mgmt SOCK] [--mgmtmode M] [--rcfile FILE]",
      "              [--capture [FILE]] [--name NAME] [--detach]",
      "       qnet switch ports|hash|vlans|stp|snooping [--on NAME] [-o table|json]",
      "       qnet switch set PORT|all WORD... [--on NAME]"
    },
    description = {
      "What vde_switch does, and more: a directory that QEMU's -netdev vde, vde_plug, wirefilter"
          + " and slirpvde plug into as they come, and any number of other ports on the same"
          + " switch. It learns where stations are, forgets them after 300 s, and floods only what"
          + " it does not know; --hub makes it repeat everything to everybody.",
      "",
      "--stp makes it a bridge that speaks RSTP (802.1D-2004, and 802.1D-1998 where it must) with"
          + " the others: of several ways between two machines one is used and the rest are kept in"
          + " reserve. A port where nobody speaks it forwards after 3 s, or at once if it is told"
          + " 'edge'.",
      "",
      "Without it a loop is found by stations that seem to move without end, proved by a frame that"
          + " comes back, said, and contained: the port where it came back is kept out for 30 s.",
      "",
      "--user plugs a user-mode gateway into it, with the options of qnet user: every machine then"
          + " has an address and a way out.",
      "",
      "Stays in the foreground. When frames can flow it prints one line that begins with"
          + " 'ready:' and ends with the words to paste into a QEMU command; what to type for the"
          + " other ports goes to standard error. Stops cleanly on SIGINT (Ctrl-C), SIGTERM and"
          + " SIGHUP: the directory is gone, and the capture is complete."
    },
    footer = {
      "  qnet switch --vde /tmp/sw",
      "  qemu-system-x86_64 ... -netdev vde,id=n0,sock=/tmp/sw -device e1000,netdev=n0",
      "  qnet switch --vde /tmp/sw --user hostfwd=tcp::10022-:22 --capture sw.pcapng",
      "  qnet switch --vde /tmp/sw --port stream:/tmp/a.sock --port mcast:230.0.0.1:1234",
      "  qnet switch --vde /tmp/sw --port 'vde:/tmp/other.ctl[7]'    a cable to another switch",
      "  qnet switch --vde /tmp/sw --portgroup students=10 --mode 660 --group lab",
      "  qnet switch --vde /tmp/sw --mgmt /tmp/sw.mgmt        then: unixterm /tmp/sw.mgmt",
      "  qnet switch --vde /tmp/sw --stp --rule '3 edge guard=bpdu' --rule '4 guard=root'",
      "  qnet switch --vde /tmp/sw --user --dhcp-snooping --rule '2 macs=1 isolated storm=100'",
      "  qnet switch set 4 mirror=1,2        port 4 hears what ports 1 and 2 do",
      "  qnet switch hash                    where the stations are",
      "  qnet switch stp                     who is the root, and which ports block",
      "  qnet switch set all snooping        DHCP snooping from now on, and then:",
      "  qnet switch snooping                which address was given to whom",
      "",
      "Port specs: those of qnet user, and",
      "  vde:DIR  vde:DIR[N]  vde:DIR[GROUP]    a cable to another VDE switch, plugged in again",
      "                                         whenever that comes back",
      "  mcast:GROUP:PORT[,ADDR]                QEMU's -netdev socket,mcast=; ADDR is that of the",
      "                                         interface, else the host's routes choose it",
      "",
      "Files:",
      "  DIR/ctl          where clients ask for a port (mode 0600, or --mode)",
      "  DIR/NNN.N        the switch's ends of cables",
      "  DIR/NAME         a port group: vde://DIR[NAME]",
      "  $XDG_RUNTIME_DIR/qnet/NAME/vde     DIR without --vde; else /tmp/qnet-UID/NAME/vde"
    })
final class SwitchCommand implements Callable<Integer> {
  private final SwitchVerb verb;

  @Option(
      names = "--vde",
      paramLabel = "DIR",
      description = "The switch's directory. Default: one in the run directory.")
  private @Nullable String vde;

  @Option(
      names = "--port",
      paramLabel = "SPEC",
      description = "One more place to plug in, from port 1 on; repeatable.")
  private List<String> ports = new ArrayList<>();

  @Option(
      names = "--user",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "OPTS",
      description = "A user-mode gateway on the switch; OPTS as in qnet user.")
  private @Nullable String user;

  @Option(
      names = "--ports",
      paramLabel = "N",
      description = "The highest port number, 1 to 999. Default: 128.")
  private int highest = SwitchVerb.PORTS;

  @Option(names = "--hub", description = "Repeat every frame to every port; learn nothing.")
  private boolean hub;

  @Option(names = "--stp", description = "Take part in a spanning tree: loops are cut.")
  private boolean stp;

  @Option(
      names = "--bridge-priority",
      paramLabel = "N",
      description =
          "0 to 61440 in steps of 4096; the lowest becomes the tree's root. Default: 32768.")
  private int priority = BridgeSettings.DEFAULT_PRIORITY;

  @Option(
      names = "--macaddr",
      paramLabel = "MAC",
      description = "The switch's own address. Default: 00:ff and four octets, made up.")
  private @Nullable String address;

  @Option(
      names = "--dhcp-snooping",
      description =
          "Hear DHCP servers at trusted ports only, and check ARP against their leases. The gateway"
              + " of --user is trusted; others are told 'trust'.")
  private boolean snooping;

  @Option(
      names = "--rule",
      paramLabel = "PORT WORDS",
      description = "What a port is told: --rule '3 edge guard=bpdu'. Repeatable.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--mode",
      paramLabel = "M",
      description = "Mode of the sockets, in octal; DIR is opened to match. Default: 600.")
  private @Nullable String mode;

  @Option(names = "--dirmode", paramLabel = "M", description = "Mode of DIR itself, in octal.")
  private @Nullable String dirmode;

  @Option(names = "--group", paramLabel = "G", description = "Group of DIR and its sockets.")
  private @Nullable String group;

  @Option(
      names = "--mgmt",
      paramLabel = "SOCK",
      description = "A console there, as vde_switch's: unixterm SOCK.")
  private @Nullable String mgmt;

  @Option(
      names = "--mgmtmode",
      paramLabel = "M",
      description = "Mode of that socket, in octal. Default: 600.")
  private @Nullable String mgmtmode;

  @Option(
      names = "--rcfile",
      paramLabel = "FILE",
      description = "Console commands to do at the start, one in each line.")
  private @Nullable String rcfile;

  @Option(
      names = "--portgroup",
      paramLabel = "NAME[=VLAN]",
      description = "A socket DIR/NAME; who plugs in there is put into VLAN. Repeatable.")
  private List<String> portGroups = new ArrayList<>();

  @Option(
      names = "--capture",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description =
          "Write every frame of every port to a pcapng file, with what became of it. Without FILE:"
              + " captures/out/NAME.pcapng below the folder of the qnet script.")
  private @Nullable String capture;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name for qnet ps. Default: switch1, switch2, ...")
  private @Nullable String name;

  @Option(
      names = "--monitor",
      paramLabel = "SOCK",
      description =
          "A unix socket that understands QEMU's hostfwd_add, info usernet and so on, for the"
              + " gateway of --user; see qnet monitor.")
  private @Nullable String monitor;

  @Option(names = "--detach", description = "Return once frames can flow; go on in the background.")
  private boolean detach;

  SwitchCommand(SwitchVerb verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() throws Exception {
    return verb.run(
        new SwitchWords(
            vde,
            new SwitchWords.Access(mode, dirmode, group),
            new SwitchWords.Desk(mgmt, mgmtmode, null, rcfile, List.of(), false),
            portGroups,
            ports,
            user,
            new SwitchWords.Bridge(highest, hub, stp, priority, address, snooping, rules),
            new SwitchWords.Common(capture, name, detach, monitor)));
  }
}
