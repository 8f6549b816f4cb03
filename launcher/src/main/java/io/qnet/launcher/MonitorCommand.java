package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.console.LineEditor;
import io.qnet.launcher.qmp.QmpException;
import io.qnet.launcher.qmp.QmpMonitor;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import io.qnet.launcher.vm.VmSockets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code qnet monitor}: QEMU's monitor. */
@Command(
    name = "monitor",
    header = "talk to QEMU's monitor",
    customSynopsis = "qnet monitor [--on NAME] [COMMAND]",
    description = {
      "Hands a command to the monitor of a running machine and prints the answer: QEMU's commands for"
          + " people ('info network'), or QMP where it begins with a brace. Without COMMAND lines are"
          + " read, from this terminal or from stdin, until they end."
    },
    footer = {
      "  qnet monitor 'info network'",
      "  qnet monitor --on vm1 'sendkey ctrl-alt-delete'",
      "  qnet monitor '{\"execute\": \"query-status\"}'",
      "  qnet monitor                        a prompt; help lists the commands, Ctrl-D leaves",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/qmp.sock, else /tmp/qnet-UID/NAME/qmp.sock"
    })
final class MonitorCommand implements Callable<Integer> {
  private static final int PATIENCE_MINUTES = 10;

  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Parameters(paramLabel = "COMMAND", description = "What QEMU is to do.")
  private List<String> words = new ArrayList<>();

  MonitorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Running machine = on.machine(terminal, null);
    VmSockets sockets = new VmSockets(RunRoot.of(terminal.variables()).directory(machine.name()));
    try (QmpMonitor monitor = connect(machine, sockets)) {
      if (!words.isEmpty()) {
        terminal.out().print(answer(monitor, String.join(" ", words)));
        return 0;
      }
      try (LineEditor lines = LineEditor.open(System.in, machine.name() + "> ")) {
        for (String line = lines.next(); line != null; line = lines.next()) {
          reply(monitor, line);
        }
      }
      return 0;
    }
  }

  private static QmpMonitor connect(Running machine, VmSockets sockets)
      throws IOException, InterruptedException {
    try {
      return QmpMonitor.connect(sockets.monitor());
    } catch (QmpException silence) {
      throw VmVerbs.silent(machine, silence);
    }
  }

  /** One mistake is no reason to leave. */
  private void reply(QmpMonitor monitor, String line) throws IOException, InterruptedException {
    if (!line.isBlank()) {
      try {
        terminal.out().print(answer(monitor, line));
      } catch (Failure refused) {
        refused.print(terminal.err(), false);
      }
      terminal.out().flush();
    }
  }

  private String answer(QmpMonitor monitor, String line) throws IOException, InterruptedException {
    try {
      return line.startsWith("{") ? qmp(monitor, line) : monitor.human(line);
    } catch (JsonProcessingException noJson) {
      throw Failure.usage(
              "this is no JSON: " + noJson.getOriginalMessage(),
              "QEMU was not asked",
              "write it as {\"execute\": \"query-status\"}")
          .because(noJson);
    } catch (QmpException refused) {
      throw Failure.failed(
              "QEMU refuses: " + refused.getMessage(),
              "these are its own words; nothing was changed",
              "see what there is: qnet monitor help")
          .because(refused);
    }
  }

  private static String qmp(QmpMonitor monitor, String line)
      throws IOException, InterruptedException {
    JsonNode message = new ObjectMapper().readTree(line);
    if (!(message instanceof ObjectNode command)) {
      throw Failure.usage("QMP is an object", "QEMU was not asked", "begin with a brace");
    }
    try {
      JsonNode answer = monitor.client().send(command).get(PATIENCE_MINUTES, TimeUnit.MINUTES);
      return answer.toPrettyString() + "\n";
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException refused ? refused : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer", e);
    }
  }
}
