package io.qnet.launcher;

import io.qnet.launcher.accel.Accelerators;
import io.qnet.launcher.cli.CacheFolder;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.console.KeyConsole;
import io.qnet.launcher.console.PipeConsole;
import io.qnet.launcher.doctor.Symptoms;
import io.qnet.launcher.port.ShellWord;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuProbe;
import io.qnet.launcher.run.Background;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.vm.DryRun;
import io.qnet.launcher.vm.Plugs;
import io.qnet.launcher.vm.VdeSwitches;
import io.qnet.launcher.vm.VmForms;
import io.qnet.launcher.vm.VmPlan;
import io.qnet.launcher.vm.VmPlanner;
import io.qnet.launcher.vm.VmSession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Does what {@code qnet run} was told. */
final class RunVerb {
  /** What machines are listed under. */
  static final String VERB = "run";

  private static final String STEM = "vm";

  /** Seconds beyond the guest's grace: quit, kill, and what is ours. */
  private static final int PUT_AWAY = 10;

  private final Terminal terminal;
  private final @Nullable Accelerators accelerators;
  private final List<String> arguments;

  /**
   * A run.
   *
   * @param accelerators what there is; null for what this host has
   * @param arguments the command line as it was given, for {@code --detach}
   */
  RunVerb(Terminal terminal, @Nullable Accelerators accelerators, List<String> arguments) {
    this.terminal = terminal;
    this.accelerators = accelerators;
    this.arguments = arguments;
  }

  /** Runs the machine until its end; the exit code. */
  int run(RunWords words) throws Exception {
    RunRoot root = RunRoot.of(terminal.variables());
    if (words.name() != null) {
      RunRoot.requireName(words.name(), STEM);
    }
    if (words.detach() && !words.dryRun()) {
      return new Background(terminal, root).start(inBackground());
    }
    VdeSwitches switches = new VdeSwitches(root, words.dryRun());
    VmPlanner planner = planner(words.machine().arch(), !words.dryRun(), switches);
    if (words.dryRun()) {
      String name = words.name() == null ? root.free(STEM) : words.name();
      print(new DryRun(planner.plan(name, words.machine()), root::directory), switches.first());
      return 0;
    }
    try (RunDirectory directory = root.claim(words.name(), VERB, STEM)) {
      return run(directory, planner.plan(directory.name(), words.machine()), words);
    }
  }

  private VmPlanner planner(String arch, boolean starts, VdeSwitches switches)
      throws IOException, InterruptedException {
    VmForms.requireArch(arch);
    Qemu qemu = Qemu.find("qemu-system-" + arch, terminal.variables());
    // Not before: it reads files of this host.
    Accelerators choice =
        accelerators == null ? Accelerators.ofHost(terminal.variables()) : accelerators;
    return new VmPlanner(
        qemu,
        new QemuProbe(CacheFolder.of(terminal.variables(), "qemu")).features(qemu),
        (wish, guest) -> choice.choose(wish, guest, qemu, starts),
        switches,
        terminal.variables(),
        terminal.directory());
  }

  private List<String> inBackground() {
    List<String> words = new ArrayList<>(arguments);
    int own = words.contains("--") ? words.indexOf("--") : words.size();
    words.subList(0, own).replaceAll(word -> word.equals("--detach") ? "--in-background" : word);
    return words;
  }

  private void print(DryRun run, List<List<String>> first) {
    run.notices().forEach(notice -> terminal.err().println("# " + notice));
    first.forEach(line -> terminal.err().println(quoted(line)));
    run.first().forEach(line -> terminal.err().println(quoted(line)));
    terminal.out().println(quoted(run.words()));
  }

  private static String quoted(List<String> words) {
    return words.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
  }

  private int run(RunDirectory directory, VmPlan plan, RunWords words) throws Exception {
    plan.notices().forEach(notice -> terminal.err().println("qnet: " + notice));
    boolean onTerminal = KeyConsole.possible();
    VmSession[] session = new VmSession[1];
    VmSession.@Nullable Terminal console = null;
    if (plan.text() && !words.background()) {
      if (onTerminal) {
        terminal.err().println("qnet: this terminal is the machine's; Ctrl-] ends it");
      }
      console =
          onTerminal
              ? new KeyConsole(() -> session[0].close())
              : new PipeConsole(System.in, terminal.out());
    }
    session[0] = session(directory, plan, Duration.ofSeconds(words.grace()), console);
    try {
      return new Foreground(session[0]::close, words.grace() + PUT_AWAY, terminal.err())
          .run(() -> runIn(directory, session[0], plan));
    } finally {
      if (console instanceof KeyConsole keys) {
        keys.close();
      }
    }
  }

  private VmSession session(
      RunDirectory directory, VmPlan plan, Duration grace, VmSession.@Nullable Terminal console) {
    return new VmSession(
        plan,
        directory.path(),
        grace,
        new VmSession.Company(
            text -> text.lines().forEach(line -> terminal.err().println("qemu: " + line)),
            notice -> terminal.err().println("qnet: " + notice),
            plugs -> directory.ready(plugs.networks(), toPlugIn(plugs)),
            console,
            Symptoms.ofThisMachine(terminal.variables())));
  }

  /** Put away inside the work that a signal waits for; closing the directory twice is harmless. */
  private void runIn(RunDirectory directory, VmSession session, VmPlan plan) throws Exception {
    try {
      session.run(
          ready -> {
            terminal.out().println(line(plan, ready) + toPlugIn(ready.plugs()));
            terminal.out().flush();
          });
    } finally {
      directory.close();
    }
  }

  private static String line(VmPlan plan, VmSession.Ready ready) {
    String screen = ready.screen() == null || plan.web() ? "" : ", screen at " + ready.screen();
    return String.format(
        Locale.ROOT,
        "ready: %s runs, QEMU %s is process %d%s; ",
        plan.name(),
        plan.qemu().version(),
        ready.pid(),
        screen);
  }

  private static String toPlugIn(Plugs plugs) {
    return plugs.words().isEmpty() ? "-nic none" : quoted(plugs.words());
  }
}
