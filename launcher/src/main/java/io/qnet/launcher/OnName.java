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
    RunRoot root = RunRoot.of(terminal.variables());
    return ApiClient.of(root.path(), find(root.list()));
  }

  private Running find(List<Running> all) {
    List<String> names = all.stream().map(Running::name).toList();
    if (all.isEmpty()) {
      throw Failure.failed(
          "nothing runs", "there is nothing to look at", "start a gateway: qnet user --detach");
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
