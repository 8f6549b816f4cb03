package io.qnet.bench.load;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures contenders in turn, A B C A B C, and keeps notes of those that came to no end. */
public final class Turns {
  /** After so many measurements without an end, a contender is left alone. */
  private static final int PATIENCE = 2;

  private final Servers servers;
  private final Consumer<String> note;
  private final Consumer<String> progress;

  /**
   * Turns.
   *
   * @param note told what a reader has to know
   * @param progress told what happens, a line at a time
   */
  public Turns(Servers servers, Consumer<String> note, Consumer<String> progress) {
    this.servers = servers;
    this.note = note;
    this.progress = progress;
  }

  /** What is done after a measurement. */
  @FunctionalInterface
  public interface Afterwards {
    /** Does it. */
    void run() throws IOException;
  }

  /** Loads a contender once, and says what came of it. */
  @FunctionalInterface
  public interface Load {
    /** Does it for so long. */
    Servers.Outcome run(Servers servers, double seconds)
        throws BenchException, IOException, InterruptedException;
  }

  /**
   * Whose turn it is.
   *
   * @param name in tables
   * @param work the load, in a word
   */
  public record Turn(String name, String work, Load load) {
    /**
     * To the host's own servers.
     *
     * @param from where the client runs
     * @param host what the client calls the host
     * @param afterwards what is done after each time
     */
    public Turn(
        String name, Workload workload, Namespace from, String host, Afterwards afterwards) {
      this(
          name,
          workload.word(),
          (servers, seconds) -> {
            try {
              return servers.measure(workload, from, host, seconds);
            } finally {
              afterwards.run();
            }
          });
    }

    /** Through a door, to servers that run already. */
    public Turn(String name, Workload workload, Namespace from, Servers.Door door) {
      this(
          name,
          workload.word(),
          (servers, seconds) -> servers.measure(workload, from, door, seconds));
    }

    /** With nothing to be done afterwards. */
    public Turn(String name, Workload workload, Namespace from, String host) {
      this(name, workload, from, host, () -> {});
    }
  }

  /** Loads it for so long, without a figure: our JVM compiles what the load needs. */
  public void warm(Turn turn, double seconds)
      throws BenchException, IOException, InterruptedException {
    progress.accept(turn.work() + ": warming " + turn.name());
    turn.load().run(servers, seconds);
  }

  /** The same twice, as a JVM needs that compiles what the load needs for all of its figures. */
  public void warmTwice(Turn turn, double seconds)
      throws BenchException, IOException, InterruptedException {
    warm(turn, seconds);
    warm(turn, seconds);
  }

  /** Measures all of them, {@code runs} times each; who never came to an end has no figure. */
  public List<Figure> measure(Measure measure, List<Turn> turns, int runs, double seconds)
      throws BenchException, IOException, InterruptedException {
    Map<Turn, List<Sample>> samples = new LinkedHashMap<>();
    Map<Turn, Integer> endless = new LinkedHashMap<>();
    turns.forEach(turn -> samples.put(turn, new ArrayList<>()));
    for (int run = 1; run <= runs; run++) {
      for (Map.Entry<Turn, List<Sample>> entry : samples.entrySet()) {
        Turn turn = entry.getKey();
        if (endless.getOrDefault(turn, 0) >= PATIENCE) {
          continue;
        }
        Optional<Sample> sample =
            measure(measure.workload() + " " + run + ": " + turn.name(), turn, seconds);
        sample.ifPresentOrElse(entry.getValue()::add, () -> endless.merge(turn, 1, Integer::sum));
      }
    }
    return samples.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> new Figure(measure, entry.getKey().name(), entry.getValue()))
        .toList();
  }

  /** Measures once; nothing if it came to no end, which is noted. */
  public Optional<Sample> measure(String title, Turn turn, double seconds)
      throws BenchException, IOException, InterruptedException {
    Servers.Outcome outcome = turn.load().run(servers, seconds);
    outcome
        .sample()
        .ifPresentOrElse(
            sample -> progress.accept(title + " " + sample.shown()),
            () -> note.accept(title + " came to no end: " + outcome.trouble()));
    return outcome.sample();
  }
}
