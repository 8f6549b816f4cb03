package io.qnet.bench.tap;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Sample;
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

  /** After so many measurements without an end, a contender is left alone for the workload. */
  private static final int PATIENCE = 2;

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
    Servers servers = Servers.start(outdoors);
    Map<Contender, Contender.Attachment> attached = attach();
    List<Figure> figures = new ArrayList<>();
    for (Workload workload : Workload.OF_A_NAMESPACE) {
      figures.addAll(measure(servers, workload, attached));
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
      Servers servers, Workload workload, Map<Contender, Contender.Attachment> attached)
      throws BenchException, IOException, InterruptedException {
    double seconds = outdoors.plan().seconds();
    Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
    Map<Contender, Integer> endless = new LinkedHashMap<>();
    for (Map.Entry<Contender, Contender.Attachment> entry : attached.entrySet()) {
      samples.put(entry.getKey(), new ArrayList<>());
      if (entry.getKey().program().equals(Contenders.OURS)) {
        progress.accept(workload.word() + ": warming " + entry.getKey().name());
        for (int i = 0; i < 2; i++) {
          once(servers, workload, entry.getValue(), outdoors.plan().warmUp());
        }
      }
    }
    for (int run = 1; run <= outdoors.plan().runs(); run++) {
      for (Map.Entry<Contender, Contender.Attachment> entry : attached.entrySet()) {
        Contender contender = entry.getKey();
        if (endless.getOrDefault(contender, 0) >= PATIENCE) {
          continue;
        }
        Servers.Outcome outcome = once(servers, workload, entry.getValue(), seconds);
        String title = workload.word() + " " + run + ": " + contender.name();
        if (outcome.sample().isEmpty()) {
          endless.merge(contender, 1, Integer::sum);
          note(title + " came to no end: " + outcome.trouble());
        } else {
          samples.getOrDefault(contender, new ArrayList<>()).add(outcome.sample().get());
          progress.accept(title + " " + outcome.sample().get().shown());
        }
      }
    }
    return samples.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> new Figure(workload.measure(NAME), entry.getKey().name(), entry.getValue()))
        .toList();
  }

  private static Servers.Outcome once(
      Servers servers, Workload workload, Contender.Attachment at, double seconds)
      throws BenchException, IOException, InterruptedException {
    return servers.measure(workload, at.namespace(), at.host(), seconds);
  }

  private void note(String text) {
    notes.add(text);
    progress.accept(text);
  }
}
