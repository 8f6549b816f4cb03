package io.qnet.bench.tap;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Turns;
import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures all contenders in turn. */
public final class TapSuite {
  /** In tables. */
  public static final String NAME = "tap";

  private final Outdoors outdoors;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * A suite in {@code outdoors}.
   *
   * @param progress told what happens, a line at a time
   */
  public TapSuite(Outdoors outdoors, Consumer<String> progress) {
    this.outdoors = outdoors;
    this.progress = progress;
  }

  /** What a reader has to know. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Runs it. */
  public List<Figure> run() throws BenchException, IOException, InterruptedException {
    Children.requireProgram("iperf3");
    Turns turns = new Turns(Servers.start(outdoors), this::note, progress);
    Map<Contender, Contender.Attachment> attached = attach();
    List<Figure> figures = new ArrayList<>();
    for (Workload workload : Workload.OF_A_NAMESPACE) {
      figures.addAll(measure(turns, workload, attached));
    }
    return figures;
  }

  private Map<Contender, Contender.Attachment> attach() throws InterruptedException {
    Map<Contender, Contender.Attachment> attached = new LinkedHashMap<>();
    for (Contender contender : Contenders.all()) {
      boolean ours = contender.program().equals(Contenders.OURS);
      if (ours ? !outdoors.plan().ours() : !outdoors.plan().wants(contender.program())) {
        continue;
      }
      try {
        progress.accept("attaching " + contender.name());
        if (!ours && !contender.program().equals(Contenders.LOOPBACK)) {
          Children.requireProgram(contender.program());
        }
        attached.put(contender, contender.attach(outdoors));
      } catch (BenchException e) {
        note(contender.name() + " is left out: " + e.getMessage() + "; " + e.meaning());
      }
    }
    return attached;
  }

  private List<Figure> measure(
      Turns turns, Workload workload, Map<Contender, Contender.Attachment> attached)
      throws BenchException, IOException, InterruptedException {
    List<Turns.Turn> all = new ArrayList<>();
    for (Map.Entry<Contender, Contender.Attachment> entry : attached.entrySet()) {
      Contender.Attachment at = entry.getValue();
      Turns.Turn turn = new Turns.Turn(entry.getKey().name(), workload, at.namespace(), at.host());
      all.add(turn);
      if (entry.getKey().program().equals(Contenders.OURS)) {
        turns.warmTwice(turn, outdoors.plan().warmUp());
      }
    }
    return turns.measure(
        workload.measure(NAME), all, outdoors.plan().runs(), outdoors.plan().seconds());
  }

  private void note(String text) {
    notes.add(text);
    progress.accept(text);
  }
}
