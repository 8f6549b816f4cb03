package io.qnet.bench.load;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Asks contenders in turn, a round after the other, so that a machine's moods meet them all. */
public final class Rounds {
  private static final String OURS = "qnet";

  private final Outdoors outdoors;
  private final Consumer<String> progress;
  private final List<String> notes;

  /**
   * Rounds.
   *
   * @param progress told what happens, a line at a time
   * @param notes gets a line for each that came to no end
   */
  public Rounds(Outdoors outdoors, Consumer<String> progress, List<String> notes) {
    this.outdoors = outdoors;
    this.progress = progress;
    this.notes = notes;
  }

  /** Somebody who is measured. */
  @FunctionalInterface
  public interface Contender {
    /** Does its work for so long. */
    Servers.Outcome measure(double seconds)
        throws BenchException, IOException, InterruptedException;
  }

  /** Goes through all rounds; two more, for ours alone, warm its JVM. */
  public List<Figure> run(Measure measure, Map<String, Contender> contenders)
      throws BenchException, IOException, InterruptedException {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int round = -1; round <= outdoors.plan().runs(); round++) {
      for (Map.Entry<String, Contender> entry : contenders.entrySet()) {
        String name = entry.getKey();
        if (round < 1 && !name.startsWith(OURS)) {
          continue;
        }
        double seconds = round < 1 ? outdoors.plan().warmUp() : outdoors.plan().seconds();
        Servers.Outcome outcome = entry.getValue().measure(seconds);
        String title = measure.workload() + " " + round + ": " + name + " ";
        if (round < 1) {
          progress.accept(measure.workload() + ": warming " + name);
        } else if (outcome.sample().isEmpty()) {
          notes.add(title + "came to no end: " + outcome.trouble());
          progress.accept(notes.get(notes.size() - 1));
        } else {
          Sample sample = outcome.sample().get();
          samples.computeIfAbsent(name, unused -> new ArrayList<>()).add(sample);
          progress.accept(title + sample.shown());
        }
      }
    }
    return samples.entrySet().stream()
        .map(entry -> new Figure(measure, entry.getKey(), entry.getValue()))
        .toList();
  }
}
