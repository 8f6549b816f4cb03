package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.console.KeyConsole;
import io.qnet.launcher.console.LineConnection;
import io.qnet.launcher.console.PipeConsole;
import io.qnet.launcher.qmp.QmpException;
import io.qnet.launcher.qmp.QmpMonitor;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import io.qnet.launcher.vm.NetMode;
import io.qnet.launcher.vm.Picture;
import io.qnet.launcher.vm.VdeSwitches;
import io.qnet.launcher.vm.VmRow;
import io.qnet.launcher.vm.VmSockets;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Does what {@code qnet vm} was told. */
final class VmVerbs {
  private static final String LINE = "%-16s %-10s %8s  %-22s  %s%n";
  private static final List<String> LINKS = List.of("up", "down");
  private static final List<String> SNAPSHOTS = List.of("save", "load", "delete", "list");

  private final Terminal terminal;

  VmVerbs(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What is done over a machine's monitor. */
  @FunctionalInterface
  interface Order {
    /** Gives it. */
    void give(QmpMonitor monitor) throws IOException, InterruptedException;
  }

  private VmSockets sockets(Running machine) throws IOException {
    return new VmSockets(RunRoot.of(terminal.variables()).directory(machine.name()));
  }

  private Running machine(VmCommand.Target target) throws IOException {
    return target.on().machine(terminal, target.name());
  }

  int list(ListForm form) throws IOException, InterruptedException {
    boolean asJson = form.isJson();
    List<VmRow> rows = new ArrayList<>();
    for (Running running : RunRoot.of(terminal.variables()).list()) {
      if (running.verb().equals(RunVerb.VERB)) {
        rows.add(VmRow.of(running, sockets(running)));
      }
    }
    if (asJson) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
        json.writeStartArray();
        for (VmRow row : rows) {
          row.write(json);
        }
        json.writeEndArray();
      }
      terminal.out().println(text);
      return 0;
    }
    terminal.out().printf(LINE, "NAME", "STATE", "PID", "SCREEN", "NETWORKS");
    for (VmRow row : rows) {
      String screen = row.screen() == null ? "-" : row.screen();
      terminal.out().printf(LINE, row.name(), row.state(), row.pid(), screen, row.networks());
    }
    return 0;
  }

  int stop(VmCommand.Target target, boolean now) throws Exception {
    Running machine = machine(target);
    new VmStop(machine, RunRoot.of(terminal.variables()), terminal.err())
        .run(() -> stop(machine, now));
    return 0;
  }

  private void stop(Running machine, boolean now) throws IOException, InterruptedException {
    if (now) {
      pullThePlug(machine);
    } else if (!ProcessHandle.of(machine.pid()).map(ProcessHandle::destroy).orElse(true)) {
      throw Failure.failed(
          "process " + machine.pid() + " cannot be told to stop",
          machine.name() + " runs on",
          "type: kill " + machine.pid());
    }
  }

  /** Its qnet run has a monitor of its own, and can kill; without an API there is QEMU's alone. */
  private void pullThePlug(Running machine) throws IOException, InterruptedException {
    @Nullable ApiClient api = null;
    try {
      api = client(machine);
    } catch (Failure withoutApi) {
      lead(machine, QmpMonitor::quit);
    }
    if (api != null) {
      List<String> unused = api.order("unplug", Map.of());
    }
  }

  private ApiClient client(Running machine) throws IOException, InterruptedException {
    return ApiClient.of(RunRoot.of(terminal.variables()).path(), machine);
  }

  int lead(VmCommand.Target target, Order order) throws IOException, InterruptedException {
    lead(machine(target), order);
    return 0;
  }

  private void lead(Running machine, Order order) throws IOException, InterruptedException {
    try (QmpMonitor monitor = QmpMonitor.connect(sockets(machine).monitor())) {
      order.give(monitor);
    } catch (QmpException refused) {
      if (refused.kind().isEmpty()) {
        throw silent(machine, refused);
      }
      throw Failure.failed(
              machine.name() + ": " + refused.getMessage(),
              "these are QEMU's own words; nothing was changed",
              "see what it is doing: qnet monitor --on " + machine.name() + " 'info status'")
          .because(refused);
    }
  }

  /** QEMU said nothing: its monitor talks to one at a time, and lets others wait. */
  static Failure silent(Running machine, QmpException silence) {
    return Failure.failed(
            machine.name() + ": " + silence.getMessage(),
            "somebody else is at its monitor, or QEMU hangs",
            "leave the other qnet monitor; if there is none: qnet vm stop "
                + machine.name()
                + " --now")
        .because(silence);
  }

  int console(VmCommand.Target target) throws IOException {
    Running machine = machine(target);
    try (LineConnection line = LineConnection.open(sockets(machine).console())) {
      if (!KeyConsole.possible()) {
        line.show(new PipeConsole(System.in, terminal.out()));
        return 0;
      }
      terminal.err().println("qnet: " + machine.name() + "; Ctrl-] leaves");
      try (KeyConsole keys = new KeyConsole(() -> leave(line))) {
        line.show(keys);
      }
      terminal.err().println();
      return 0;
    }
  }

  int page(VmCommand.Target target) throws IOException, InterruptedException {
    terminal.out().println(client(machine(target)).visit());
    return 0;
  }

  private static void leave(LineConnection line) {
    try {
      line.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int screenshot(VmCommand.Target target, @Nullable Path file, boolean force)
      throws IOException, InterruptedException {
    if (file != null) {
      requirePng(terminal.directory().resolve(file));
    }
    Running machine = machine(target);
    Path png = terminal.directory().resolve(file == null ? Path.of(machine.name() + ".png") : file);
    if (Files.exists(png) && !force) {
      throw Failure.failed(
          png + " is there already",
          "its contents would be lost",
          "choose another name, or say so: --force");
    }
    Path picture = sockets(machine).directory().resolve("screen.ppm");
    lead(machine, monitor -> monitor.screenshot(picture));
    Files.write(png, Picture.read(Files.readAllBytes(picture)).png());
    Files.deleteIfExists(picture);
    terminal.out().println(png);
    return 0;
  }

  private static void requirePng(Path png) {
    if (!png.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw Failure.usage(
          png + " is no PNG's name",
          "a screenshot is a PNG; nothing was written",
          "write " + png.getFileName() + ".png");
    }
    Path folder = png.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw Failure.usage(
          "there is no folder " + folder, "nothing was written", "mkdir -p " + folder);
    }
  }

  int net(OnName on, String[] words, @Nullable String card)
      throws IOException, InterruptedException {
    CableWords cable = cable(on, words, card);
    Running machine = on.machine(terminal, cable.machine());
    String mode =
        new VdeSwitches(RunRoot.of(terminal.variables()), false)
            .complete(cable.what(), notice -> terminal.err().println("qnet: " + notice));
    NetMode unused = NetMode.parse(mode, "nothing was changed"); // before anything is asked
    return cable(machine, "network", Map.of("mode", mode), cable.card());
  }

  int link(OnName on, String[] words, @Nullable String card)
      throws IOException, InterruptedException {
    CableWords cable = cable(on, words, card);
    String state = cable.what();
    requireWord("a link is up or down, not '" + state + "'", state, LINKS);
    Running machine = on.machine(terminal, cable.machine());
    return cable(machine, "link", Map.of("state", state), cable.card());
  }

  private CableWords cable(OnName on, String[] words, @Nullable String card) throws IOException {
    List<String> machines =
        RunRoot.of(terminal.variables()).list().stream().map(Running::name).toList();
    CableWords cable = CableWords.read(List.of(words), card, machines::contains);
    on.requireSame(cable.machine());
    return cable;
  }

  private int cable(Running machine, String order, Map<String, String> words, int card)
      throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>(words);
    all.put("card", Integer.toString(card));
    client(machine).order(order, all).forEach(terminal.out()::println);
    return 0;
  }

  private static void requireWord(String what, String word, List<String> valid) {
    if (!valid.contains(word)) {
      throw Failure.usage(what, "nothing was done", Nearest.hint(word, valid));
    }
  }

  int snapshot(OnName on, String[] words) throws IOException, InterruptedException {
    String what = words[0];
    requireWord("qnet vm snapshot has no '" + what + "'", what, SNAPSHOTS);
    if (words.length > (what.equals("list") ? 2 : 3)) {
      throw Failure.usage(
          "'" + words[2] + "' is one word too many",
          "nothing was done",
          "write qnet vm snapshot " + what + (what.equals("list") ? " VM" : " VM clean"));
    }
    if (what.equals("list")) {
      Running machine = on.machine(terminal, words.length > 1 ? words[1] : null);
      lead(machine, monitor -> terminal.out().print(monitor.human("info snapshots")));
      return 0;
    }
    if (words.length < 2 || !words[words.length - 1].matches("[A-Za-z][A-Za-z0-9._-]{0,62}")) {
      throw Failure.usage(
          "a snapshot has a name: a letter, then letters, digits and . _ -",
          "nothing was done",
          "write qnet vm snapshot " + what + " VM clean");
    }
    String name = words[words.length - 1];
    Running machine = on.machine(terminal, words.length > 2 ? words[1] : null);
    lead(
        machine,
        monitor -> {
          switch (what) {
            case "save" -> monitor.saveSnapshot(name);
            case "load" -> monitor.loadSnapshot(name);
            default -> monitor.deleteSnapshot(name);
          }
        });
    return 0;
  }
}
