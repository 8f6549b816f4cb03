package io.qnet.launcher;

import io.qnet.bench.Bench;
import io.qnet.bench.Suite;
import io.qnet.bench.guest.Machines;
import io.qnet.bench.host.BenchException;
import io.qnet.bench.plan.Plan;
import io.qnet.bench.result.HtmlReport;
import io.qnet.bench.result.JsonReport;
import io.qnet.bench.result.Results;
import io.qnet.bench.result.TableReport;
import io.qnet.launcher.bench.MicroGuests;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.guest.GuestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet bench}: how fast it is, and how fast others are. */
@Command(
    name = "bench",
    header = "measure qnet beside the programs that do the same",
    customSynopsis = {
      "qnet bench [SUITE] [--peers NAME,...] [--runs N] [--seconds S] [--quick]",
      "             [--unpinned] [-o table|json] [--report FILE.html]"
    },
    description = {
      "Starts qnet and the others, each in a network namespace of its own, loads them in turn, and"
          + " prints medians and ratios, with what each ratio must be. Everything shares one"
          + " processor unless --unpinned: the figure is then the work per octet, and repeats."
          + " Needs root, except for start and micro. What it starts and makes is gone afterwards.",
      "",
      "Suites; without one, the first four:",
      "  tap       a namespace on a TAP device, against slirp4netns, pasta and loopback",
      "  guest     a Linux in QEMU (TCG), against -netdev user and passt",
      "  stream    frames as QEMU sends them, without QEMU",
      "  start     from exec to ready:, resident memory, from SIGTERM to the end",
      "  scale     10000 flows, 1000 connections a second, captures, each MTU: qnet beside itself",
      "  micro     nanoseconds of single steps, heap octets for each frame",
      "  switch   frames of 64 and 1514 octets from port to port: VDE, stream; vde_switch beside it",
      "  redirect nothing yet: its mode is not in this version"
    },
    footer = {
      "  sudo qnet bench tap --quick",
      "  sudo qnet bench tap --peers pasta,loopback --report tap.html",
      "  qnet bench start -o json",
      "",
      "Files:",
      "  $XDG_CACHE_HOME/qnet/bench/, else ~/.cache/qnet/bench/   the compiled load generator"
    })
final class BenchCommand implements Callable<Integer> {
  private static final List<String> PEERS =
      List.of("slirp4netns", "pasta", "loopback", "passt", "libslirp");
  private static final int RUNS = 5;
  private static final double SECONDS = 2;
  private static final int MOST_RUNS = 1000;
  private static final double MOST_SECONDS = 600;

  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "SUITE", description = "What to measure, see above.")
  private @Nullable String suite;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description = "Beside qnet only: slirp4netns, pasta, loopback, passt, libslirp.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Repetitions of each measurement; 5, quick 3.")
  private @Nullable Integer runs;

  @Option(names = "--seconds", paramLabel = "S", description = "How long each takes; 2, quick 1.")
  private @Nullable Double seconds;

  @Option(names = "--quick", description = "3 runs of 1 second.")
  private boolean quick;

  @Option(names = "--unpinned", description = "Let all processors be used.")
  private boolean unpinned;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      defaultValue = "table",
      description = "The form; json is one document with every sample. Table is the default.")
  private String output = "table";

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page with plots too; it needs nothing but a browser.")
  private @Nullable String report;

  @Option(
      names = "--qnet",
      paramLabel = "SCRIPT",
      description = "The qnet that is measured; default: this one.")
  private @Nullable String script;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean unused = ListForm.isJson(output); // a wrong word is said before hours of measuring
    List<Suite> suites = suites();
    Plan plan = plan();
    if (suites.stream().noneMatch(Suite::measures)) {
      terminal
          .out()
          .println(
              suites.get(0).word()
                  + ": nothing to measure yet: its mode is not in this version of qnet");
      return 0;
    }
    try {
      Consumer<String> progress = line -> terminal.err().println("qnet: " + line);
      Machines machines =
          new MicroGuests(
              new GuestBuilder(GuestBuilder.cacheFolder(terminal.variables()), progress));
      print(new Bench(plan, QnetCommand.version(), machines, progress).run(suites));
      return 0;
    } catch (BenchException e) {
      throw failure(e);
    }
  }

  private void print(Results results) throws IOException {
    String text = output.equals("json") ? JsonReport.of(results) + "\n" : TableReport.of(results);
    terminal.out().print(text);
    terminal.out().flush();
    if (report != null) {
      Path file = terminal.directory().resolve(report);
      Files.writeString(file, HtmlReport.of(results));
      terminal.err().println("qnet: the page is " + file);
    }
  }

  private List<Suite> suites() {
    if (suite == null) {
      return Suite.usual();
    }
    Optional<Suite> found = Suite.of(suite);
    return List.of(
        found.orElseThrow(
            () ->
                Failure.usage(
                    "there is no suite '" + suite + "'",
                    "nothing was measured",
                    Nearest.hint(suite == null ? "" : suite, Suite.words()))));
  }

  private Plan plan() {
    for (String peer : peers) {
      if (!PEERS.contains(peer)) {
        throw Failure.usage(
            "'" + peer + "' is nobody to compare with",
            "nothing was measured",
            Nearest.hint(peer, PEERS));
      }
    }
    int repetitions = runs != null ? runs : quick ? 3 : RUNS;
    double duration = seconds != null ? seconds : quick ? 1 : SECONDS;
    if (repetitions < 1 || repetitions > MOST_RUNS) {
      throw Failure.usage(
          "--runs is 1 to " + MOST_RUNS + ", but got " + repetitions,
          "nothing was measured",
          "leave --runs out for " + RUNS);
    }
    if (!(duration >= 0.1 && duration <= MOST_SECONDS)) {
      throw Failure.usage(
          "--seconds is 0.1 to 600, but got " + duration,
          "nothing was measured",
          "leave --seconds out for 2");
    }
    Path cache = GuestBuilder.cacheFolder(terminal.variables()).resolveSibling("bench");
    return new Plan(qnet(), true, peers, repetitions, duration, !unpinned, cache);
  }

  private Path qnet() {
    if (script != null) {
      return terminal.directory().resolve(script);
    }
    if (terminal.command() == null) {
      throw Failure.failed(
          "the qnet script is not known",
          "it is what would be measured",
          "start it as ./qnet bench, or name it with --qnet SCRIPT");
    }
    return terminal.command();
  }

  private static Failure failure(BenchException e) {
    String what = String.valueOf(e.getMessage());
    return e.isMissing()
        ? Failure.missing(what, e.meaning(), e.remedy()).because(e)
        : Failure.failed(what, e.meaning(), e.remedy()).because(e);
  }
}
