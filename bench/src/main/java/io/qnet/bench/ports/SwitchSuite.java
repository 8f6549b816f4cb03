package io.qnet.bench.ports;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Turns;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Frames of two sizes from one port of a switch to another: ours and vde_switch, in turn. */
public final class SwitchSuite {
  private static final String NAME = "switch";
  private static final String OURS = "qnet-vde";
  private static final String OURS_BY_STREAM = "qnet-stream";
  private static final String STOCK = "vde_switch";
  private static final List<Integer> SIZES = List.of(64, 1514);
  private static final Duration START = Duration.ofSeconds(60);

  /** The least share of vde_switch's frames that ours has to pass on. */
  private static final double SHARE = 0.8;

  private final Outdoors outdoors;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * A suite.
   *
   * @param progress told what happens, a line at a time
   */
  public SwitchSuite(Outdoors outdoors, Consumer<String> progress) {
    this.outdoors = outdoors;
    this.progress = progress;
  }

  /** What is asked of the figures. */
  public static List<Target> targets() {
    return SIZES.stream()
        .map(size -> new Target(NAME, workload(size), OURS, STOCK, true, SHARE))
        .toList();
  }

  private static String workload(int size) {
    return "pass-" + size;
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
    Map<String, String> contenders = contenders();
    List<Figure> figures = new ArrayList<>();
    Turns turns = new Turns(servers, this::note, progress);
    for (int size : SIZES) {
      Measure measure = new Measure(NAME, workload(size), "kframe/s", true);
      List<Turns.Turn> all = new ArrayList<>();
      for (Map.Entry<String, String> entry : contenders.entrySet()) {
        String way = entry.getValue();
        Turns.Turn turn =
            new Turns.Turn(
                entry.getKey(),
                measure.workload(),
                (loads, seconds) -> loads.pump(way, size, seconds));
        all.add(turn);
        if (turn.name().startsWith("qnet")) {
          turns.warmTwice(turn, outdoors.plan().warmUp());
        }
      }
      figures.addAll(
          turns.measure(measure, all, outdoors.plan().runs(), outdoors.plan().seconds()));
    }
    return figures;
  }

  /** Everybody runs all the time; who is not asked sleeps. */
  private Map<String, String> contenders()
      throws BenchException, IOException, InterruptedException {
    Map<String, String> contenders = new LinkedHashMap<>();
    Path scratch = outdoors.scratch();
    if (outdoors.plan().ours()) {
      Path vde = scratch.resolve("sw");
      Path left = scratch.resolve("left.sock");
      Path right = scratch.resolve("right.sock");
      Child qnet =
          outdoors.start(
              List.of(
                  outdoors.plan().qnet().toString(),
                  "switch",
                  "--vde",
                  vde.toString(),
                  "--port",
                  "stream:" + left,
                  "--port",
                  "stream:" + right),
              Map.of("XDG_RUNTIME_DIR", scratch.toString(), "QNET_BUILD", "never"));
      qnet.await("ready:", START);
      contenders.put(OURS, vde.toString());
      contenders.put(OURS_BY_STREAM, left + "," + right);
    }
    if (!outdoors.plan().wants(STOCK)) {
      return contenders;
    }
    if (Children.find(STOCK).isEmpty()) {
      notes.add(STOCK + " is left out: it is not installed; apt-get install vde2");
      return contenders;
    }
    Path stock = scratch.resolve("stock");
    Child other = outdoors.start(List.of(STOCK, "-s", stock.toString()), Map.of());
    other.await(() -> Files.exists(stock.resolve("ctl")), START, "did not make its directory");
    contenders.put(STOCK, stock.toString());
    return contenders;
  }
}
