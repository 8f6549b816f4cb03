package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.station.StationRun;
import io.qnet.launcher.station.StationSession;
import io.qnet.wire.address.MacAddress;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet station}: a small guest without a machine. */
@Command(
    name = "station",
    header = "a small built-in guest",
    customSynopsis = "qnet station --port SPEC [--mac ADDR] CMD [ARGUMENT]",
    description = {
      "Plugs in where a machine would, gets an address by DHCP, does one thing, and says how it"
          + " went. Needs no QEMU and no privilege. Speaks ARP, IPv4, ICMP, UDP, TCP, DHCP and"
          + " DNS.",
      "",
      "The port is the far end of the gateway's: where qnet user listens (stream:PATH), a station"
          + " connects (stream-connect:PATH). One machine plugs into a port at a time.",
      "",
      "serve, udp-echo and shell stay in the foreground and stop cleanly on SIGINT (Ctrl-C) and"
          + " SIGTERM; shell also at the end of its input. The two servers print one line that"
          + " begins with 'ready:'."
    },
    footer = {
      "  qnet user --port stream:/tmp/lab.sock &",
      "  qnet station --port stream-connect:/tmp/lab.sock dhcp",
      "  qnet station --port stream-connect:/tmp/lab.sock ping 10.0.2.2",
      "  qnet station --port stream-connect:/tmp/lab.sock get http://10.0.2.2:8000/",
      "  qnet station --port dgram:/tmp/a.sock,/tmp/b.sock --mac 52:54:00:00:00:07 shell",
      "",
      "CMD and its argument:",
      "  dhcp              print the lease: card, address, router, name server, seconds, MTU",
      "  ping ADDR|NAME    three echo requests; fails if none is answered",
      "  dns NAME          print the IPv4 addresses of NAME, one a line; fails if it has none",
      "  get URL           print the page at http://HOST[:PORT]/PATH; fails unless it is status 2xx",
      "  serve PORT        answer HTTP on TCP port PORT with a greeting",
      "  udp-echo [PORT]   send datagrams back; port 7 by default",
      "  shell             read the commands above from standard input, line by line; exit ends",
      "",
      "Port specs:",
      "  stream-connect:PATH   :HOST:PORT         connect to a gateway that listens",
      "  stream:PATH   stream:HOST:PORT           listen for one that connects",
      "  dgram:PATH,PATH   dgram:HOST:PORT,HOST:PORT   ours, then the gateway's",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/net0.sock   where a qnet user without --port listens; else",
      "  /tmp/qnet-UID/NAME/net0.sock           (qnet ps shows it)"
    })
final class StationCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--port", paramLabel = "SPEC", description = "Where to plug in; see below.")
  private @Nullable String port;

  @Option(
      names = "--mac",
      paramLabel = "ADDR",
      description = "The card's address. Default: a random one, locally administered.")
  private @Nullable String mac;

  @Parameters(paramLabel = "CMD", description = "What to do, and with what.")
  private List<String> words = new ArrayList<>();

  StationCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (port == null) {
      throw Failure.usage(
          "qnet station: --port is missing",
          "the station has nowhere to plug in",
          "write --port stream-connect:PATH, with the path of a running qnet user (qnet ps)");
    }
    PortSpec where = PortSpec.parse(port, terminal.directory());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StationRun run = new StationRun(where, card(), words, terminal.out(), in);
    return new Foreground(run, terminal.err()).run(() -> run.run(opened -> {}));
  }

  private MacAddress card() {
    if (mac == null) {
      return StationSession.randomMac();
    }
    try {
      MacAddress given = MacAddress.parse(mac);
      if (!given.isGroup() && given.bits() != 0) {
        return given;
      }
    } catch (IllegalArgumentException notOne) {
      throw wrongMac(mac, "is not an Ethernet address").because(notOne);
    }
    throw wrongMac(mac, "is no address of one card");
  }

  private static Failure wrongMac(String text, String why) {
    return Failure.usage(
        "--mac " + text + " " + why,
        "nothing was plugged in",
        "write six octets, the first one even, such as 52:54:00:12:34:56; or leave --mac out");
  }
}
