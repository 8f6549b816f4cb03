package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import java.io.IOException;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qnet ps}: what runs. */
@Command(
    name = "ps",
    header = "list what runs",
    customSynopsis = "qnet ps [-o table|json]",
    description = {
      "Lists the running things of this user: one line each, or one JSON document. What is left"
          + " of things that ended without tidying up is removed.",
      "",
      "JSON: an array of objects with the fields name, verb, pid, startTime (clock ticks since"
          + " boot), startedAt (ISO 8601, UTC), port (a port spec; of a machine, what its cards are"
          + " plugged into now) and qemu (the words to paste); port and qemu are null until frames"
          + " can flow."
    },
    footer = {
      "  qnet ps",
      "  qnet ps -o json",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/run.json, else /tmp/qnet-UID/NAME/run.json"
    })
final class PsCommand implements Callable<Integer> {
  private static final DateTimeFormatter STARTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final String LINE = "%-16s %-8s %8s  %-19s  %s%n";

  private final Terminal terminal;

  @Mixin private ListForm form = new ListForm();

  PsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean json = form.isJson();
    List<Running> all = RunRoot.of(terminal.variables()).list();
    if (json) {
      json(all);
    } else {
      table(all);
    }
    return 0;
  }

  private void table(List<Running> all) {
    terminal.out().printf(LINE, "NAME", "VERB", "PID", "STARTED", "PORT");
    for (Running running : all) {
      String port = running.port() == null ? "(starting)" : running.port();
      String started = STARTED.format(running.startedAt());
      terminal.out().printf(LINE, running.name(), running.verb(), running.pid(), started, port);
    }
  }

  private void json(List<Running> all) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartArray();
      for (Running running : all) {
        running.write(json);
      }
      json.writeEndArray();
    }
    terminal.out().println(text);
  }
}
