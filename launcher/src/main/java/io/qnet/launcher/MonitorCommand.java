package io.qnet.launcher;

import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.console.KeyConsole;
import io.qnet.launcher.console.LineEditor;
import io.qnet.launcher.monitor.GatewayMonitor;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import io.qnet.launcher.run.StateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code qnet monitor}: QEMU's monitor, and its words for gateways of ours. */
@Command(
    name = "monitor",
    header = "QEMU's monitor, of a machine or of a gateway",
    customSynopsis = "qnet monitor [--on NAME] [COMMAND]",
    description = {
      "Does what a line in QEMU's monitor says, and prints the answer. Without COMMAND lines are"
          + " read, from this terminal or from stdin, until they end; on a terminal the tabulator"
          + " completes words, names and rules, and lines are remembered.",
      "",
      "Of qnet user and qnet switch --user, QEMU's words for user mode are answered: 'hostfwd_add"
          + " [ID] RULE', 'hostfwd_remove [ID] RULE', 'info usernet', 'info network'; and help,"
          + " quit. ID is a name that 'info network' shows, net0. They do what qnet redirect and"
          + " qnet nat do. As everywhere in qnet, and unlike in QEMU, a rule without a host address"
          + " opens a door at 127.0.0.1: write 0.0.0.0 for every network.",
      "",
      "Of a machine of qnet run, those words concern our gateway where a card is on one; ID is the"
          + " card's net0, its back end lan0 or its hub's number. All else goes to QEMU: its"
          + " commands for people, or QMP where it begins with a brace."
    },
    footer = {
      "  qnet monitor 'info usernet'",
      "  qnet monitor --on user1 hostfwd_add tcp::10022-:22",
      "  qnet monitor --on vm1 'sendkey ctrl-alt-delete'",
      "  qnet monitor '{\"execute\": \"query-status\"}'",
      "  qnet monitor                        a prompt; help lists the commands, Ctrl-D leaves",
      "  qnet user --monitor /run/a.sock     the same for: socat - UNIX:/run/a.sock",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, qmp.sock; else in /tmp/qnet-UID/NAME",
      "  $XDG_STATE_HOME/qnet/history/monitor   the last 500 lines typed (mode 0600), but for"
          + " those",
      "      with 'password' or 'secret'; else in ~/.local/state, for root in /var/lib"
    })
final class MonitorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Parameters(paramLabel = "COMMAND", description = "What is to be done.")
  private List<String> words = new ArrayList<>();

  MonitorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whose monitor it is. */
  private interface Far {
    String answer(String line) throws IOException, InterruptedException;

    List<String> completions(List<String> before) throws IOException, InterruptedException;

    boolean isFarewell(String line);
  }

  @Override
  public Integer call() throws Exception {
    Running running = on.running(terminal);
    RunRoot root = RunRoot.of(terminal.variables());
    if (!running.verb().equals(RunVerb.VERB)) {
      return talk(
          running, gateway(new GatewayMonitor(ApiClient.of(root.path(), running), this::note)));
    }
    try (MachineMonitor machine = new MachineMonitor(root, running, this::note)) {
      return talk(running, machine(machine));
    }
  }

  private void note(String note) {
    terminal.err().println("note: " + note);
  }

  private static Far gateway(GatewayMonitor monitor) {
    return new Far() {
      @Override
      public String answer(String line) {
        return monitor.answer(line);
      }

      @Override
      public List<String> completions(List<String> before) {
        return monitor.completions(before);
      }

      @Override
      public boolean isFarewell(String line) {
        return GatewayMonitor.isFarewell(line);
      }
    };
  }

  private static Far machine(MachineMonitor monitor) {
    return new Far() {
      @Override
      public String answer(String line) throws IOException, InterruptedException {
        return monitor.answer(line);
      }

      @Override
      public List<String> completions(List<String> before)
          throws IOException, InterruptedException {
        return monitor.completions(before);
      }

      @Override
      public boolean isFarewell(String line) {
        return false; // to QEMU it means that the machine ends
      }
    };
  }

  private int talk(Running running, Far far) throws Exception {
    if (!words.isEmpty()) {
      terminal.out().print(far.answer(String.join(" ", words)));
      return 0;
    }
    int failed = 0;
    try (LineEditor lines =
        LineEditor.open(
            System.in, running.name() + "> ", history(), before -> completions(far, before))) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (far.isFarewell(line)) {
          break;
        }
        failed = Math.max(failed, reply(far, line));
      }
    }
    return KeyConsole.possible() ? 0 : failed; // who reads what is said needs no number
  }

  private @Nullable Path history() {
    try {
      return KeyConsole.possible()
          ? StateFolder.of(terminal.variables(), "history").resolve("monitor")
          : null;
    } catch (Failure | IOException noPlace) {
      return null; // lines are remembered until it ends
    }
  }

  /** What cannot be asked is not offered. */
  private static List<String> completions(Far far, List<String> before) {
    try {
      return far.completions(before);
    } catch (Failure | IOException gone) {
      return List.of();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** One mistake is no reason to leave. */
  private int reply(Far far, String line) throws IOException, InterruptedException {
    int exitCode = 0;
    if (!line.isBlank()) {
      try {
        terminal.out().print(far.answer(line));
      } catch (Failure refused) {
        refused.print(terminal.err(), false);
        exitCode = refused.exitCode();
      }
      terminal.out().flush();
    }
    return exitCode;
  }
}
