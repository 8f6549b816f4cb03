package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.demo.DemoRun;
import io.qnet.launcher.demo.GuestChoice;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet demo}: the guided tour. */
@Command(
    name = "demo",
    header = "a guided tour on this machine",
    customSynopsis = "qnet demo [user] [--guest qemu|station]",
    description = {
      "Starts a gateway and a guest, shows in ten steps what passes between them and why, and"
          + " ends by itself within a minute. Needs no privilege and no internet. Every step is"
          + " checked against what was seen; if one is not as it has to be, the tour says so and"
          + " exits with 1.",
      "",
      "The guest is a small Linux in QEMU where there is QEMU; it is built the first time, which"
          + " downloads the distribution's kernel (see qnet guest --help). Without, it is the"
          + " built-in station, which takes the same steps."
    },
    footer = {
      "  qnet demo",
      "  qnet demo user --guest station",
      "",
      "Files:",
      "  captures/out/demo-user.pcapng   every frame of the tour, for Wireshark; below the folder",
      "                                  of the qnet script, else below the current one"
    })
final class DemoCommand implements Callable<Integer> {
  private static final List<String> TOURS = List.of("user");
  private static final List<String> LATER = List.of("redirect", "tap", "vde", "nat");
  private static final List<String> GUESTS = List.of("qemu", "station");

  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "TOUR", description = "Which one; user is the default.")
  private String tour = "user";

  @Option(
      names = "--guest",
      paramLabel = "qemu|station",
      description = "Who is the guest. Default: qemu if it can be had, else station.")
  private @Nullable String guest;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (LATER.contains(tour)) {
      throw Failure.notYet("qnet demo " + tour, "qnet demo user works now");
    }
    if (!TOURS.contains(tour)) {
      throw Failure.usage(
          "there is no tour '" + tour + "'", "nothing was started", Nearest.hint(tour, TOURS));
    }
    GuestChoice choice = choice();
    boolean colours = !terminal.plain() && Ansi.AUTO.enabled();
    try (RunDirectory directory = RunRoot.of(terminal.variables()).claim(null, "demo");
        DemoRun run = new DemoRun(terminal, directory, choice, colours)) {
      return new Foreground(run, terminal.err()).run(() -> runIn(directory, run));
    }
  }

  /** Put away inside the work that a signal waits for; closing the directory twice is harmless. */
  private static void runIn(RunDirectory directory, DemoRun run) throws IOException {
    try {
      run.run(directory::ready);
    } finally {
      directory.close();
    }
  }

  private GuestChoice choice() {
    if (guest == null) {
      return GuestChoice.BEST;
    }
    return switch (guest) {
      case "qemu" -> GuestChoice.QEMU;
      case "station" -> GuestChoice.STATION;
      default ->
          throw Failure.usage(
              "--guest " + guest + " is no guest of the tour",
              "nothing was started",
              Nearest.hint(guest, GUESTS));
    };
  }
}
