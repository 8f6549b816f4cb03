package io.qnet.launcher.tap;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code qnet tap serve}: what {@code qnet tap network} starts in the background. */
@Command(
    name = "serve",
    hidden = true,
    header = "DHCP and DNS of a network",
    description = "Started by qnet tap network, ended by qnet tap undo.")
final class ServeCommand implements Callable<Integer> {
  private final HostChanges changes;

  @Parameters(paramLabel = "NAME", description = "The network.")
  private String name = "";

  ServeCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    return HostChanges.told(
        () -> new ServeVerb(changes.terminal(), changes.transactions()).run(name));
  }
}
