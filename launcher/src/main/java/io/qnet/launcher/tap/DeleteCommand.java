package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.LinkFact;
import io.qnet.tap.host.Undo;
import io.qnet.tap.journal.Recorded;
import io.qnet.tap.journal.Transactions;
import io.qnet.tap.network.DeviceRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet tap delete}. */
@Command(
    name = "delete",
    header = "delete a TAP device",
    customSynopsis = "qnet tap delete DEVICE [--netns NAME] [--i-know]",
    description =
        "Deletes a TAP device, whoever made it. One that qnet tap create made is undone: its"
            + " downscript runs first. One that carries a default route, such as a VPN's, is refused"
            + " without --i-know.",
    footer = {
      "  sudo qnet tap delete tap0",
      "  sudo qnet tap delete tap0 --netns box",
      "",
      "Files:",
      "  /var/lib/qnet/tap/DEVICE.journal, or DEVICE@NETNS.journal"
    })
final class DeleteCommand implements Callable<Integer> {
  private final HostChanges changes;

  @Parameters(paramLabel = "DEVICE", description = "The device.")
  private String name = "";

  @Option(names = "--netns", paramLabel = "NAME", description = "It is in this network namespace.")
  private @Nullable String netns;

  @Option(names = "--i-know", description = "Even if it carries a default route.")
  private boolean knowing;

  DeleteCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    changes.requirePrivilege("tap delete");
    return HostChanges.told(this::delete);
  }

  private int delete() throws Exception {
    Transactions transactions = changes.transactions();
    requireNoUplink();
    String undone = DeviceRequest.name(name, netns);
    Optional<Recorded> made = transactions.find(undone).filter(transactions::isHere);
    if (made.isPresent()) {
      if (!made.get().plan().what().startsWith("create ")) {
        throw Failure.failed(
            name + " is no TAP device, but a " + made.get().plan().what(),
            "nothing was deleted",
            "type: qnet tap undo " + undone);
      }
      transactions.undo(undone);
      return done();
    }
    Optional<LinkFact> link = new Facts(changes.host()).link(netns, name);
    if (link.isEmpty() || !link.get().isTap()) {
      throw Failure.failed(
          link.isEmpty() ? "there is no interface called " + name : name + " is no TAP device",
          "nothing was deleted",
          "qnet tap list shows those that there are");
    }
    new Undo.DeleteLink(netns, name, "tun", null).command().on(changes.host());
    return done();
  }

  private void requireNoUplink() throws Exception {
    if (!knowing && new Facts(changes.host()).uplinks(netns).contains(name)) {
      throw Failure.failed(
          name + " carries the default route" + (netns == null ? " of this host" : " there"),
          "whoever is logged in through it would lose the connection; nothing was deleted",
          "if you know that, add --i-know");
    }
  }

  private int done() {
    changes.terminal().out().println(name + ": deleted");
    return 0;
  }
}
