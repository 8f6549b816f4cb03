package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.LinkFact;
import io.qnet.tap.host.Plan;
import io.qnet.tap.journal.Transactions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code qnet tap undo}. */
@Command(
    name = "undo",
    header = "take back what was made under a name",
    customSynopsis = "qnet tap undo NAME",
    description = {
      "Takes back, step by step in reverse, what create, bridge or network did, and waits for what"
          + " they started; afterwards the host is as it was. Works for what was interrupted"
          + " halfway, too. What cannot be taken back is told, and can be tried again.",
      "",
      "To be typed in the network namespace in which it was made; a device made with --netns is"
          + " called DEVICE@NETNS."
    },
    footer = {
      "  sudo qnet tap undo lab",
      "  sudo qnet tap undo tap0@box",
      "",
      "Files:",
      "  /var/lib/qnet/tap/NAME.journal, which then goes"
    })
final class UndoCommand implements Callable<Integer> {
  private final HostChanges changes;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "What to take back.")
  private @Nullable String name;

  UndoCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    String wanted = name;
    List<String> known = changes.undoable();
    if (wanted == null) {
      throw Failure.usage(
          "qnet tap undo needs a name",
          "nothing was undone",
          known.isEmpty() ? "nothing is there to undo" : "valid here: " + String.join(", ", known));
    }
    if (!known.contains(wanted) && isOfRoot(wanted)) {
      throw Failure.failed(
          "'" + wanted + "' was made by another user, root as a rule",
          "what takes it back is in that user's journal",
          "type: sudo qnet tap undo " + wanted);
    }
    if (!known.contains(wanted) && !changes.isJournal(wanted)) {
      throw Failure.failed(
          "there is no '" + wanted + "' to undo",
          "nothing was changed under that name, or it was undone",
          known.isEmpty() ? "qnet tap list shows what there is" : Nearest.hint(wanted, known));
    }
    changes.requirePrivilege("tap undo");
    Transactions transactions = HostChanges.told(changes::transactions);
    return changes.interruptible(
        transactions,
        () -> {
          Plan undone = HostChanges.told(() -> transactions.undo(wanted));
          changes.terminal().out().println(undone.name() + ": undone");
        });
  }

  private boolean isOfRoot(String wanted) throws Exception {
    if (HostChanges.isRoot()) {
      return false;
    }
    Optional<LinkFact> link = HostChanges.told(() -> new Facts(changes.host()).link(null, wanted));
    return link.isPresent() && changes.isOfAnother(link.get(), List.of());
  }
}
