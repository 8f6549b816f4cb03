package io.qnet.bench.redirect;

import io.qnet.bench.guest.Machines;
import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Footprint;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Turns;
import io.qnet.bench.load.Turns.Turn;
import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures doors into namespaces, then doors into machines; all of each kind in turn. */
public final class RedirectSuite {
  /** In tables. */
  public static final String NAME = "redirect";

  private static final String LIBSLIRP = "libslirp";
  private static final String GUEST = "guest-";

  private final Outdoors outdoors;
  private final Machines machines;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * A suite in {@code outdoors}.
   *
   * @param progress told what happens, a line at a time
   */
  public RedirectSuite(Outdoors outdoors, Machines machines, Consumer<String> progress) {
    this.outdoors = outdoors;
    this.machines = machines;
    this.progress = progress;
  }

  /** What a reader has to know. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Runs it. */
  public List<Figure> run() throws BenchException, IOException, InterruptedException {
    Children.requireProgram("iperf3");
    outdoors.namespace().manyPorts();
    Servers servers = Servers.elsewhere(outdoors);
    Turns turns = new Turns(servers, this::note, progress);
    List<Figure> figures = new ArrayList<>(namespaces(turns));
    if (outdoors.plan().wants(LIBSLIRP)) {
      figures.addAll(guests(turns, servers));
    }
    return figures;
  }

  private List<Figure> namespaces(Turns turns)
      throws BenchException, IOException, InterruptedException {
    List<Doorway> doors = open();
    Map<Doorway, Integer> before = new LinkedHashMap<>();
    List<Figure> figures = new ArrayList<>();
    for (Workload workload : Workload.OF_A_DOOR) {
      List<Turn> all = new ArrayList<>();
      for (Doorway doorway : doors) {
        Turn turn = new Turn(doorway.name(), workload, outdoors.namespace(), doorway.door());
        all.add(turn);
        Child ours = doorway.ours();
        if (ours != null) {
          turns.warmTwice(turn, outdoors.plan().warmUp());
          before.putIfAbsent(doorway, Footprint.of(ours.pid()).descriptors());
        }
      }
      figures.addAll(measure(turns, workload, "", all));
    }
    for (Map.Entry<Doorway, Integer> entry : before.entrySet()) {
      Child ours = entry.getKey().ours();
      if (ours != null) {
        int after = Footprint.of(ours.pid()).descriptors();
        note(
            entry.getKey().name()
                + ": "
                + entry.getValue()
                + " descriptors before, "
                + after
                + " after");
      }
    }
    return figures;
  }

  private List<Doorway> open() throws InterruptedException {
    List<Doorway> doors = new ArrayList<>();
    for (DoorContender contender : DoorContender.values()) {
      boolean wanted =
          contender.ours() ? outdoors.plan().ours() : outdoors.plan().wants(contender.program());
      if (!wanted) {
        continue;
      }
      try {
        progress.accept("opening " + contender.word());
        if (!contender.ours()) {
          Children.requireProgram(contender.program());
        }
        doors.add(contender.open(outdoors));
      } catch (BenchException | IOException e) {
        note(contender.word() + " is left out: " + e.getMessage());
      }
    }
    return doors;
  }

  private List<Figure> guests(Turns turns, Servers servers)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (GuestDoor ours = GuestDoor.ours(outdoors);
        GuestDoor libslirp = GuestDoor.libslirp(outdoors)) {
      Children.requireProgram("qemu-system-x86_64");
      for (GuestDoor door : List.of(ours, libslirp)) {
        progress.accept("booting a guest behind " + door.name());
        door.open(machines, servers);
      }
      for (Workload workload : Workload.OF_A_DOOR) {
        List<Turn> all = new ArrayList<>();
        for (GuestDoor door : List.of(ours, libslirp)) {
          all.add(new Turn(door.name(), workload, outdoors.namespace(), door.door()));
        }
        turns.warm(all.get(0), outdoors.plan().warmUp());
        figures.addAll(measure(turns, workload, GUEST, all));
      }
    } catch (BenchException e) {
      note("guests are left out: " + e.getMessage() + "; " + e.meaning());
    }
    return figures;
  }

  private List<Figure> measure(Turns turns, Workload workload, String prefix, List<Turn> all)
      throws BenchException, IOException, InterruptedException {
    Measure plain = workload.measure(NAME);
    Measure measure =
        new Measure(NAME, prefix + plain.workload(), plain.unit(), plain.moreIsBetter());
    List<Figure> figures =
        turns.measure(measure, all, outdoors.plan().runs(), outdoors.plan().seconds());
    List<Figure> both = new ArrayList<>(figures);
    if (workload == Workload.TCP_CRR) {
      Measure rate = new Measure(NAME, prefix + "connections", "per s", true);
      figures.forEach(figure -> both.add(new Figure(rate, figure.contender(), rates(figure))));
    }
    return both;
  }

  private static List<Sample> rates(Figure figure) {
    return figure.samples().stream()
        .map(sample -> Sample.of(sample.details().getOrDefault("per_second", 0.0)))
        .toList();
  }

  private void note(String text) {
    notes.add(text);
    progress.accept(text);
  }
}
