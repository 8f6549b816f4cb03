package io.qnet.bench.guest;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.LoadProgram;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Sample;
import io.qnet.bench.result.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Boots a machine for each contender in turn, and loads it. */
public final class GuestSuite {
  private static final String NAME = "guest";
  private static final Duration BOOT = Duration.ofMinutes(2);
  private static final List<Workload> WORKLOADS =
      List.of(Workload.UP, Workload.DOWN, Workload.TCP_RR, Workload.TCP_CRR, Workload.UDP_RR);

  private final Outdoors outdoors;
  private final Machines machines;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Map<Workload, List<Sample>>> samples = new LinkedHashMap<>();

  /**
   * A suite.
   *
   * @param progress told what happens, a line at a time
   */
  public GuestSuite(Outdoors outdoors, Machines machines, Consumer<String> progress) {
    this.outdoors = outdoors;
    this.machines = machines;
    this.progress = progress;
  }

  /** What ratios must be. */
  public static List<Target> targets() {
    String ours = SocketDaemon.OURS + "-65520";
    String up = Workload.UP.word();
    String down = Workload.DOWN.word();
    return List.of(
        new Target(NAME, up, ours, GuestContender.LIBSLIRP + "-1500", true, 2.5),
        new Target(NAME, down, ours, GuestContender.LIBSLIRP + "-1500", true, 1.8),
        new Target(NAME, up, ours, SocketDaemon.PASST + "-65520", true, 0.95),
        new Target(NAME, down, ours, SocketDaemon.PASST + "-65520", true, 0.95));
  }

  /** What a reader has to know. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Runs it. */
  public List<Figure> run() throws BenchException, IOException, InterruptedException {
    Children.requireProgram("qemu-system-x86_64");
    Children.requireProgram("iperf3");
    Servers.start(outdoors);
    Path load = LoadProgram.standalone(outdoors.children(), outdoors.plan().cache());
    Child iperf = Servers.iperf(outdoors);
    List<GuestContender> contenders = new ArrayList<>(wanted());
    for (int run = 0; run <= outdoors.plan().runs(); run++) {
      for (GuestContender contender : List.copyOf(contenders)) {
        if (run == 0 && !contender.ours()) {
          continue; // run 0 warms our JVM
        }
        try {
          boot(contender, load, run);
        } catch (BenchException | IOException e) {
          contenders.remove(contender);
          String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
          notes.add(contender.name() + " is left out after run " + run + ": " + why);
          progress.accept(notes.get(notes.size() - 1));
        }
      }
    }
    contenders.forEach(contender -> contender.unplug(outdoors));
    outdoors.children().end(iperf);
    return figures();
  }

  private List<GuestContender> wanted() {
    List<GuestContender> wanted = new ArrayList<>();
    for (GuestContender contender : GuestContender.all()) {
      String program = contender.program();
      boolean asked = contender.ours() ? outdoors.plan().ours() : outdoors.plan().wants(program);
      boolean missing = program.equals(SocketDaemon.PASST) && Children.find(program).isEmpty();
      if (asked && missing) {
        notes.add(contender.name() + " is left out: " + program + " is not installed");
      } else if (asked) {
        wanted.add(contender);
      }
    }
    return wanted;
  }

  private void boot(GuestContender contender, Path load, int run)
      throws BenchException, IOException, InterruptedException {
    String netdev = contender.plug(outdoors);
    double seconds = run == 0 ? 2 * outdoors.plan().warmUp() : outdoors.plan().seconds();
    Duration atMost = BOOT.plusMillis(Math.round(seconds * 1000 * 2 * WORKLOADS.size()));
    List<String> lines =
        machines.run(
            new Machines.Job(
                outdoors.namespace().in(outdoors.pinned(List.of())),
                netdev,
                script(contender.mtu(), load, seconds),
                load,
                outdoors.scratch(),
                atMost));
    if (run == 0) {
      progress.accept("guest: warmed " + contender.name());
      return;
    }
    for (Workload workload : WORKLOADS) {
      take(contender, workload, lines, run);
    }
  }

  private void take(GuestContender contender, Workload workload, List<String> lines, int run) {
    String mark = workload.word() + ": ";
    String title = "guest " + workload.word() + " " + run + ": " + contender.name() + " ";
    String said =
        lines.stream()
            .filter(line -> line.startsWith(mark))
            .map(line -> line.substring(mark.length()))
            .findFirst()
            .orElse("");
    try {
      Sample sample = workload.iperf() ? Workload.kilobits(said) : workload.sample(said);
      samples
          .computeIfAbsent(contender.name(), name -> new LinkedHashMap<>())
          .computeIfAbsent(workload, any -> new ArrayList<>())
          .add(sample);
      progress.accept(title + sample.shown());
    } catch (IOException e) {
      notes.add(title + "came to no end: " + String.join(" | ", lines));
      progress.accept(title + "came to no end");
    }
  }

  private List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (Workload workload : WORKLOADS) {
      samples.forEach(
          (name, all) -> {
            List<Sample> some = all.getOrDefault(workload, List.of());
            if (!some.isEmpty()) {
              figures.add(new Figure(workload.measure(NAME), name, some));
            }
          });
    }
    return figures;
  }

  private static String script(int mtu, Path load, double seconds) {
    StringBuilder script =
        new StringBuilder(
            """
            ip link set eth0 mtu %d up
            ip addr add 10.0.2.15/24 dev eth0
            ip route add default via 10.0.2.2
            """
                .formatted(mtu));
    for (Workload workload : WORKLOADS) {
      String client =
          workload.iperf()
              ? "iperf3 -f k -c 10.0.2.2 -p %d -t %s %s 2>&1 | grep -E 'receiver|error'"
                  .formatted(
                      Servers.IPERF, Servers.whole(seconds), String.join(" ", workload.options()))
              : "%s %s 10.0.2.2 %d %.1f 2>&1"
                  .formatted(load.getFileName(), workload.word(), Servers.ECHO, seconds);
      script.append(String.format(Locale.ROOT, "echo \"%s: $(%s)\"%n", workload.word(), client));
    }
    return script.toString();
  }
}
