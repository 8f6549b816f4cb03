package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qnet tap plan}: what would be done, without doing it. */
@Command(
    name = "plan",
    header = "print what would be done, and change nothing",
    customSynopsis = {
      "qnet tap plan network NAME ...",
      "  qnet tap plan bridge NAME ...",
      "  qnet tap plan create DEVICE ..."
    },
    description =
        "Prints every command in its order, for sh, with what it is for; and what the user should"
            + " know of this host. Takes the words of the verb itself. Root sees more: the rules"
            + " that are in force.",
    footer = {
      "  sudo qnet tap plan network lab --subnet 192.168.77.0/24 --nat",
      "  qnet tap plan create tap0 --owner $USER",
      "",
      "Files:",
      "  none"
    })
final class PlanCommand implements Callable<Integer> {
  private final HostChanges changes;

  PlanCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() {
    throw Failure.usage(
        "qnet tap plan needs the verb that is planned",
        "nothing was planned",
        "valid here: network, bridge, create");
  }

  @Command(name = "network", header = "what qnet tap network would do")
  int network(@Mixin NetworkWords words) throws Exception {
    return changes.print(words.request());
  }

  @Command(name = "bridge", header = "what qnet tap bridge would do")
  int bridge(@Mixin BridgeWords words) throws Exception {
    return changes.print(words.request());
  }

  @Command(name = "create", header = "what qnet tap create would do")
  int create(@Mixin CreateWords words) throws Exception {
    return changes.print(words.request(changes.terminal()));
  }
}
