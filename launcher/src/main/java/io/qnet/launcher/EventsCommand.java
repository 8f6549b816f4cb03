package io.qnet.launcher;

import io.qnet.launcher.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qnet events}: what happened. */
@Command(
    name = "events",
    header = "what happened, line by line",
    customSynopsis = "qnet events [--follow] [--on NAME]",
    description = {
      "Prints the last events of something that runs, oldest first, one JSON object a line: id"
          + " (they count up without a gap), time (ISO 8601, UTC), type (a stable name such as"
          + " flow.opened) and sentence (the same for people).",
      "",
      "With --follow it then waits for more, until SIGINT (Ctrl-C) or until what it looks at ends."
    },
    footer = {
      "  qnet events",
      "  qnet events --follow --on user1",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class EventsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Option(names = "--follow", description = "Go on with what is to come.")
  private boolean follow;

  EventsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    on.client(terminal)
        .events(
            follow,
            line -> {
              terminal.out().println(line);
              return !terminal.out().checkError(); // whoever reads has gone
            });
    return 0;
  }
}
