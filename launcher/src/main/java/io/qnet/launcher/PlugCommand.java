package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.console.KeyConsole;
import io.qnet.launcher.cord.CordSession;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Foreground;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet plug}: a cable to standard input and output. */
@Command(
    name = "plug",
    header = "a cable from a switch to standard input and output",
    customSynopsis = "qnet plug [--reconnect] DIR[N]|SPEC",
    description = {
      "Plugs into a VDE switch, at port N if that is said, and carries its frames on standard"
          + " input and output, each after its length in two octets: what vde_plug does. dpipe"
          + " joins two of them, ssh carries one to another host. The other end may be vde_plug.",
      "",
      "Ends when standard input ends, when nobody reads standard output, and on SIGINT (Ctrl-C) and"
          + " SIGTERM. If there is no switch yet, the cable waits for it. If a switch that is there"
          + " does not let it in, if that goes away, or pulls the cable, it ends with 1, as vde_plug"
          + " does; with --reconnect it waits, and is plugged in when there is a switch again."
    },
    footer = {
      "  dpipe qnet plug /tmp/a = qnet plug /tmp/b            two switches of this host",
      "  dpipe qnet plug /tmp/a = ssh far vde_plug /tmp/b     and of two hosts",
      "  dpipe qnet plug '/tmp/a[7]' = wirefilter -d 20 = vde_plug /tmp/b",
      "  dpipe qnet plug --reconnect /tmp/a = ssh far vde_plug /tmp/b    survives a restart of /tmp/a",
      "  dpipe qnet plug tap:tap0 = ssh far qnet plug /tmp/b  any port spec will do",
      "",
      "Files:",
      "  DIR/ctl     where a port is asked for"
    })
final class PlugCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--reconnect", description = "Wait for a VDE switch that went away.")
  private boolean reconnect;

  @Parameters(paramLabel = "DIR[N]|SPEC", description = "Where to plug in.")
  private String place = "";

  PlugCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (KeyConsole.either()) {
      throw Failure.usage(
          "qnet plug carries frames, and this is a terminal",
          "nothing was plugged in",
          "connect it to another: dpipe qnet plug " + place + " = vde_plug DIR");
    }
    boolean spec =
        place.matches("[a-z]+(-[a-z]+)*:.*") && !Files.exists(terminal.directory().resolve(place));
    PortSpec port = PortSpec.parse(spec ? place : "vde:" + place, terminal.directory());
    CordSession session =
        new CordSession(
            port,
            reconnect,
            () -> terminal.err().println("qnet: waiting for the other end of " + place),
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out));
    return new Foreground(session, terminal.err())
        .run(() -> session.run(opened -> terminal.err().println("plugged: " + opened)));
  }
}
