package io.qnet.launcher;

import static io.qnet.launcher.VdeSwitchLine.Word;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.fabric.SwitchSession;
import io.qnet.launcher.run.Background;
import io.qnet.launcher.run.PidFile;
import io.qnet.launcher.run.RunRoot;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code qnet vde_switch}: the switch under vde_switch's own option names. */
@Command(
    name = "vde_switch",
    header = "qnet switch, with the options of vde_switch",
    customSynopsis = {
      "qnet vde_switch [-s DIR] [-M SOCK] [-n N] [-x|-F] [-t TAP]...",
      "                  [-m MODE] [--dirmode MODE] [-g GROUP] [--mgmtmode MODE]",
      "                  [--mgmtgroup GROUP] [-f FILE] [-d] [-p FILE] [--nostdin]",
      "                  [--macaddr MAC] [--priority N] [--hashsize N] [-D N]"
    },
    description = {
      "For scripts that call vde_switch: put a script of that name into the PATH that says exec"
          + " qnet vde_switch \"$@\". Options have the same names, with one dash or two, or"
          + " shortened; the console is on standard input unless -d or --nostdin is there, and the"
          + " switch ends at the end of it.",
      "",
      "Other than there: -F speaks RSTP, which other bridges understand; stations are forgotten by"
          + " age only, however many there are (up to 8192); a pidfile of a dead process is"
          + " replaced; -D is taken and has no effect."
    },
    footer = {
      "  qnet vde_switch -s /tmp/sw -M /tmp/sw.mgmt -d -p /tmp/sw.pid",
      "  qnet vde_switch -sock /tmp/sw -mod 660 -group lab -numports 64 -tap tap0 --nostdin",
      "  echo showinfo | qnet vde_switch -s /tmp/sw",
      "",
      "Files:",
      "  /var/run/vde.ctl            DIR without -s, for root; for others /tmp/vde.ctl",
      "  ~/.vde2/vde_switch.rc       FILE without -f, or else /etc/vde2/vde_switch.rc"
    })
final class VdeSwitchCommand implements Callable<Integer> {
  private static final int PORTS = 32;
  private static final int PRIORITY_STEP = 4096;
  private static final int MOST_PRIORITY = 0xf000;

  /** What vde_switch does unless it is told otherwise, in its own words. */
  private static final List<String> HABITS = List.of("hash/setexpire 100", "hash/setminper 3");

  @Parameters(hidden = true, description = "Read by vde_switch's grammar.")
  @SuppressWarnings("UnusedVariable") // only so that picocli takes them
  private List<String> words = List.of();

  @Override
  public Integer call() {
    return Failure.USAGE; // picocli only prints its help
  }

  /** Whether {@code line} is for {@link #run} and not for picocli, which prints the help. */
  static boolean takes(String... line) {
    return line.length > 0
        && line[0].equals("vde_switch")
        && Arrays.stream(line).noneMatch(word -> word.equals("-h") || word.equals("--help"));
  }

  /** Does {@code line}, whose first word is {@code vde_switch}. */
  static int run(Terminal terminal, String... line) throws Exception {
    List<String> words = Stream.of(line).skip(1).filter(word -> !word.equals("--verbose")).toList();
    VdeSwitchLine said = VdeSwitchLine.read(words);
    if (said.has(Word.VERSION)) {
      terminal.out().println("VDE switch V.2.3.2 (" + QnetCommand.version() + ")");
      return 0;
    }
    if (said.has(Word.DAEMON)) {
      return daemon(terminal, said);
    }
    Path pidFile = path(terminal, said.last(Word.PID_FILE));
    try (PidFile file = pidFile == null ? PidFile.NONE : PidFile.claim(pidFile)) {
      return new SwitchVerb(terminal, plan -> file.during(new SwitchSession(plan)), List.of(line))
          .run(switchWords(terminal, said));
    }
  }

  /** As the original: says nothing, and returns once clients can plug in. */
  private static int daemon(Terminal terminal, VdeSwitchLine said) throws Exception {
    Terminal silent =
        new Terminal(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            terminal.err(),
            terminal.variables(),
            terminal.directory(),
            terminal.command());
    List<String> foreground = new ArrayList<>(List.of("vde_switch"));
    foreground.addAll(said.without(Word.DAEMON));
    foreground.add("--nostdin");
    return new Background(silent, RunRoot.of(terminal.variables())).start(foreground, notice -> {});
  }

  private static @Nullable Path path(Terminal terminal, @Nullable String text) {
    return text == null ? null : terminal.directory().resolve(text).normalize();
  }

  private static SwitchWords switchWords(Terminal terminal, VdeSwitchLine said) {
    String directory = said.last(Word.SOCKET);
    int priority = said.number(Word.PRIORITY, 0x8000);
    return new SwitchWords(
        directory == null ? standardDirectory() : directory,
        new SwitchWords.Access(
            said.last(Word.MODE), said.last(Word.DIRECTORY_MODE), said.last(Word.GROUP)),
        new SwitchWords.Desk(
            said.last(Word.CONSOLE),
            said.last(Word.CONSOLE_MODE),
            said.last(Word.CONSOLE_GROUP),
            rcFile(terminal, said),
            habits(said),
            !said.has(Word.NO_STDIN)),
        List.of(),
        said.all(Word.TAP).stream().map(tap -> "tap:" + tap).toList(),
        null,
        new SwitchWords.Bridge(
            said.number(Word.PORTS, PORTS),
            said.has(Word.HUB),
            said.has(Word.STP) && !said.has(Word.HUB),
            Math.min(priority, MOST_PRIORITY) / PRIORITY_STEP * PRIORITY_STEP,
            said.last(Word.MAC),
            false,
            List.of()),
        new SwitchWords.Common(null, null, false, null));
  }

  private static List<String> habits(VdeSwitchLine said) {
    List<String> habits = new ArrayList<>(HABITS);
    if (said.has(Word.HASH_SIZE)) {
      habits.add("hash/setsize " + said.number(Word.HASH_SIZE, 0));
    }
    return habits;
  }

  private static String standardDirectory() {
    boolean root = "root".equals(System.getProperty("user.name"));
    return root ? "/var/run/vde.ctl" : "/tmp/vde.ctl";
  }

  private static @Nullable String rcFile(Terminal terminal, VdeSwitchLine said) {
    String given = said.last(Word.RC_FILE);
    if (given != null) {
      return given;
    }
    String home = terminal.variables().getOrDefault("HOME", "/nonexistent");
    return Stream.of(Path.of(home, ".vde2", "vde_switch.rc"), Path.of("/etc/vde2/vde_switch.rc"))
        .filter(Files::isReadable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }
}
