package io.qnet.bench.scale;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Turns;
import io.qnet.bench.result.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the parts, one after the other. */
public final class ScaleSuite {
  /** In tables. */
  public static final String NAME = "scale";

  private final Outdoors outdoors;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * A suite in {@code outdoors}.
   *
   * @param progress told what happens, a line at a time
   */
  public ScaleSuite(Outdoors outdoors, Consumer<String> progress) {
    this.outdoors = outdoors;
    this.progress = progress;
  }

  /** What a reader has to know. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @FunctionalInterface
  private interface Part {
    List<Figure> run() throws BenchException, IOException, InterruptedException;
  }

  /** Runs it. */
  public List<Figure> run() throws BenchException, IOException, InterruptedException {
    Children.requireProgram("iperf3");
    outdoors.namespace().manyPorts();
    Servers servers = Servers.start(outdoors);
    Turns turns = new Turns(servers, this::note, progress);
    ScaleBed bed = new ScaleBed(outdoors, servers, turns, this::note, progress);
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("open flows", new OpenFlows(bed)::run);
    parts.put("steady rate", new SteadyRate(bed)::run);
    parts.put("cost of a capture", new CaptureCost(bed)::run);
    parts.put("MTU ladder", new MtuLadder(bed)::run);
    List<Figure> figures = new ArrayList<>();
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      try {
        figures.addAll(part.getValue().run());
      } catch (BenchException e) {
        note(part.getKey() + ": left out: " + e.getMessage() + "; " + e.meaning());
      }
    }
    return figures;
  }

  private void note(String text) {
    notes.add(text);
    progress.accept(text);
  }
}
