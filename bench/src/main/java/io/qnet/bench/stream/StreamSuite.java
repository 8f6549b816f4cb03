package io.qnet.bench.stream;

import io.qnet.bench.guest.SocketDaemon;
import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Turns;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Sends frames of two sizes to us and to passt, in turn. */
public final class StreamSuite {
  private static final String NAME = "stream";
  private static final List<Integer> SIZES = List.of(64, 1514);

  private final Outdoors outdoors;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * A suite.
   *
   * @param progress told what happens, a line at a time
   */
  public StreamSuite(Outdoors outdoors, Consumer<String> progress) {
    this.outdoors = outdoors;
    this.progress = progress;
  }

  /** What a reader has to know. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  private void note(String text) {
    notes.add(text);
    progress.accept(text);
  }

  /** Runs it. */
  public List<Figure> run() throws BenchException, IOException, InterruptedException {
    Servers servers = Servers.start(outdoors);
    Map<String, SocketDaemon> daemons = daemons();
    List<Figure> figures = new ArrayList<>();
    Turns turns = new Turns(servers, this::note, progress);
    for (int size : SIZES) {
      Measure measure = new Measure(NAME, "frames-" + size, "kframe/s", true);
      List<Turns.Turn> all = new ArrayList<>();
      for (Map.Entry<String, SocketDaemon> entry : daemons.entrySet()) {
        SocketDaemon way = entry.getValue();
        Turns.Turn turn =
            new Turns.Turn(
                entry.getKey(),
                measure.workload(),
                (loads, seconds) -> loads.frames(way.ready(outdoors), size, seconds));
        all.add(turn);
        if (turn.name().startsWith("qnet")) {
          turns.warmTwice(turn, outdoors.plan().warmUp());
        }
      }
      figures.addAll(
          turns.measure(measure, all, outdoors.plan().runs(), outdoors.plan().seconds()));
    }
    for (SocketDaemon daemon : daemons.values()) {
      daemon.stop(outdoors);
    }
    return figures;
  }

  private Map<String, SocketDaemon> daemons() {
    Map<String, SocketDaemon> daemons = new LinkedHashMap<>();
    for (SocketDaemon daemon :
        List.of(
            new SocketDaemon(SocketDaemon.OURS, 1500),
            new SocketDaemon(SocketDaemon.PASST, 1500))) {
      boolean ours = daemon.program().equals(SocketDaemon.OURS);
      if (ours ? !outdoors.plan().ours() : !outdoors.plan().wants(daemon.program())) {
        continue;
      }
      if (!ours && Children.find(daemon.program()).isEmpty()) {
        notes.add(daemon.name() + " is left out: it is not installed");
      } else {
        daemons.put(daemon.name(), daemon);
      }
    }
    return daemons;
  }
}
