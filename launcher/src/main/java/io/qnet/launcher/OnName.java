package io.qnet.launcher;

import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --on NAME} of every verb that looks at something that runs. */
final class OnName {
  @Option(
      names = "--on",
      paramLabel = "NAME",
      description = "Which one, as qnet ps names it; not needed while one thing runs.")
  private @Nullable String name;

  /** Reaches the one that is meant. */
  ApiClient client(Terminal terminal) throws IOException, InterruptedException {
    return ApiClient.of(RunRoot.of(terminal.variables()).path(), running(terminal));
  }

  /** The one that is meant. */
  Running running(Terminal terminal) throws IOException {
    List<Running> all = RunRoot.of(terminal.variables()).list();
    return find(name, all, "a gateway: qnet user --detach");
  }

  /**
   * The machine that is meant.
   *
   * @param positional its name where it was given without {@code --on}
   */
  Running machine(Terminal terminal, @Nullable String positional) throws IOException {
    requireSame(positional);
    String wanted = positional != null ? positional : name;
    List<Running> machines =
        RunRoot.of(terminal.variables()).list().stream()
            .filter(running -> running.verb().equals(RunVerb.VERB))
            .toList();
    return find(wanted, machines, "a machine: qnet run --disk FILE --detach");
  }

  /** Refuses two names of which one would be left out of account. */
  void requireSame(@Nullable String positional) {
    if (positional != null && name != null && !positional.equals(name)) {
      throw Failure.usage(
          "'" + positional + "' and --on " + name + " are two machines",
          "which one is meant is not clear",
          "leave one of the two out");
    }
  }

  private static Running find(@Nullable String name, List<Running> all, String start) {
    List<String> names = all.stream().map(Running::name).toList();
    if (all.isEmpty()) {
      throw Failure.failed("nothing runs", "there is nothing to look at", "start " + start);
    }
    if (name == null && all.size() > 1) {
      throw Failure.usage(
          all.size() + " things run: " + String.join(", ", names),
          "which one is meant is not clear",
          "add --on " + names.get(0));
    }
    return all.stream()
        .filter(running -> name == null || running.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.failed(
                    "'" + name + "' does not run",
                    "what runs is: " + String.join(", ", names),
                    Nearest.hint(String.valueOf(name), names)));
  }
}
