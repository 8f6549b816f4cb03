package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.demo.DemoRun;
import io.qnet.launcher.demo.GuestChoice;
import io.qnet.launcher.demo.PxeDemo;
import io.qnet.launcher.demo.TapDemo;
import io.qnet.launcher.demo.TapTour;
import io.qnet.launcher.demo.VdeDemo;
import io.qnet.launcher.guest.Architecture;
import io.qnet.launcher.run.Foreground;
import io.qnet.launcher.run.RunDirectory;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet demo}: the guided tour. */
@Command(
    name = "demo",
    header = "a guided tour on this machine",
    customSynopsis = {
      "qnet demo [user|redirect|vde] [--guest qemu|station] [--arch CPU]",
      "  qnet demo pxe",
      "  sudo qnet demo tap"
    },
    description = {
      "Starts a gateway and a guest, shows in some ten steps what passes between them and why, and"
          + " ends by itself within a minute. Needs no privilege and no internet. Every step is"
          + " checked against what was seen; if one is not as it has to be, the tour says so and"
          + " exits with 1.",
      "",
      "The guest is a small Linux in QEMU where there is QEMU; it is built the first time, which"
          + " downloads the distribution's kernel (see qnet guest --help). Without, it is the"
          + " built-in station, which takes the same steps. --arch aarch64 takes a machine for that"
          + " processor, which needs the package qemu-system-arm.",
      "",
      "redirect: a service in the guest, and a door of this host that leads to it: opened, used and"
          + " shut while both run.",
      "vde: two guests and a gateway on one switch; a hub against a switch, a VLAN, and a loop with"
          + " and without a spanning tree.",
      "pxe: a machine without a disk, whose network card fetches a Linux from the gateway; needs QEMU.",
      "",
      "tap: a bridge, a NAT network and a real guest, in a network namespace of the tour's own, so"
          + " that nothing of this host is touched. Needs root, and says what for."
    },
    footer = {
      "  qnet demo",
      "  qnet demo user --guest station",
      "  qnet demo --arch aarch64",
      "  qnet demo redirect",
      "  qnet demo vde",
      "  qnet demo pxe",
      "  sudo qnet demo tap",
      "",
      "Files:",
      "  captures/out/demo-vde.pcapng    every port of the switch",
      "  captures/out/demo-tap.pcapng    both sides of the NAT",
      "  captures/out/demo-redirect.pcapng   as below",
      "  captures/out/demo-pxe.pcapng        as below",
      "  captures/out/demo-user.pcapng   every frame of the tour, for Wireshark; below the folder",
      "                                  of the qnet script, else below the current one"
    })
final class DemoCommand implements Callable<Integer> {
  private static final List<String> TOURS = List.of("user", "redirect", "pxe", "tap", "vde");
  private static final List<String> ANY_PROCESSOR = List.of("user", "redirect", "vde");
  private static final List<String> LATER = List.of("nat");
  private static final List<String> GUESTS = List.of("qemu", "station");

  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "TOUR", description = "Which one; user is the default.")
  private String tour = "user";

  @Option(
      names = "--guest",
      paramLabel = "qemu|station",
      description = "Who is the guest. Default: qemu if it can be had, else station.")
  private @Nullable String guest;

  @Option(
      names = "--arch",
      paramLabel = "CPU",
      description = "The guest's processor: x86_64 or aarch64; not without QEMU. Default: x86_64.")
  private @Nullable String arch;

  @Option(names = "--inside", hidden = true, description = "The namespace is the tour's own.")
  private boolean inside;

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
    if (arch != null && !ANY_PROCESSOR.contains(tour)) {
      throw Failure.usage(
          "qnet demo " + tour + " has no --arch: its machine is a PC",
          "nothing was started",
          "leave it out; it is for " + String.join(", ", ANY_PROCESSOR));
    }
    boolean colours = !terminal.plain() && Ansi.AUTO.enabled();
    if (tour.equals("tap")) {
      return tap(colours);
    }
    if (tour.equals("pxe")) {
      return guided(directory -> new PxeDemo(terminal, directory, colours));
    }
    GuestChoice choice = choice();
    if (tour.equals("vde")) {
      return guided(directory -> new VdeDemo(terminal, directory, choice, colours));
    }
    DemoRun.Tour where = tour.equals("redirect") ? DemoRun.Tour.REDIRECT : DemoRun.Tour.USER;
    return guided(directory -> new DemoRun(terminal, where, directory, choice, colours));
  }

  private int guided(Function<RunDirectory, Session> tours) throws Exception {
    try (RunDirectory directory = RunRoot.of(terminal.variables()).claim(null, "demo");
        Session run = tours.apply(directory)) {
      return new Foreground(run, terminal.err()).run(() -> runIn(directory, run));
    }
  }

  private int tap(boolean colours) throws Exception {
    if (inside) {
      new TapTour(terminal, colours).run();
      return 0;
    }
    return guided(directory -> new TapDemo(terminal, directory));
  }

  /** Put away inside the work that a signal waits for; closing the directory twice is harmless. */
  private static void runIn(RunDirectory directory, Session tour) throws IOException {
    try {
      tour.run(tour instanceof TapDemo ? port -> {} : directory::ready);
    } finally {
      directory.close();
    }
  }

  /** Who asks for a processor, asks for a machine. */
  private GuestChoice choice() {
    Architecture processor = arch == null ? Architecture.X86_64 : Architecture.of(arch);
    if (guest == null) {
      return new GuestChoice(
          arch == null ? GuestChoice.Kind.BEST : GuestChoice.Kind.QEMU, processor);
    }
    if (!GUESTS.contains(guest)) {
      throw Failure.usage(
          "--guest " + guest + " is no guest of the tour",
          "nothing was started",
          Nearest.hint(guest, GUESTS));
    }
    if (guest.equals("station") && arch != null) {
      throw Failure.usage(
          "--arch " + arch + ": the station has no processor of its own",
          "nothing was started",
          "leave out --arch, or take --guest qemu");
    }
    return new GuestChoice(
        guest.equals("qemu") ? GuestChoice.Kind.QEMU : GuestChoice.Kind.STATION, processor);
  }
}
