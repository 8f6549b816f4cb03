package io.qnet.bench.start;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Footprint;
import io.qnet.bench.plan.Plan;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import io.qnet.bench.result.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Starts and stops {@code qnet user}, eleven times. */
public final class StartSuite {
  private static final String NAME = "start";
  private static final String OURS = "qnet";
  private static final int STARTS = 11;
  private static final long IDLE_MS = 5_000;
  private static final Measure READY = new Measure(NAME, "ready", "ms", false);
  private static final Measure STOP = new Measure(NAME, "stop", "ms", false);
  private static final Measure RESIDENT = new Measure(NAME, "resident", "MB", false);

  private final Children children;
  private final Plan plan;
  private final Path scratch;
  private final Consumer<String> progress;

  /**
   * A suite.
   *
   * @param scratch a folder of ours, mode 0700
   * @param progress told what happens, a line at a time
   */
  public StartSuite(Children children, Plan plan, Path scratch, Consumer<String> progress) {
    this.children = children;
    this.plan = plan;
    this.scratch = scratch;
    this.progress = progress;
  }

  /** What must be. */
  public static List<Target> targets() {
    return List.of(
        new Target(NAME, READY.workload(), OURS, "", false, 200),
        new Target(NAME, RESIDENT.workload(), OURS, "", false, 80));
  }

  /** Runs it. */
  public List<Figure> run() throws BenchException, IOException, InterruptedException {
    List<Sample> ready = new ArrayList<>();
    List<Sample> stop = new ArrayList<>();
    List<Sample> resident = new ArrayList<>();
    timed(this::startUntilReady); // fills the page cache
    for (int i = 0; i < STARTS; i++) {
      long begin = System.nanoTime();
      Child qnet = startUntilReady();
      ready.add(sample(begin));
      if (i == 0) {
        Thread.sleep(IDLE_MS);
        resident.add(Sample.of(Footprint.of(qnet.pid()).resident() / 1e6));
      }
      long term = System.nanoTime();
      children.end(qnet);
      stop.add(sample(term));
      progress.accept("start " + (i + 1) + ": ready after " + ready.get(i).shown() + " ms");
    }
    return List.of(
        new Figure(READY, OURS, ready),
        new Figure(RESIDENT, OURS, resident),
        new Figure(STOP, OURS, stop));
  }

  @FunctionalInterface
  private interface Start {
    Child start() throws BenchException, InterruptedException;
  }

  private void timed(Start start) throws BenchException, InterruptedException {
    children.end(start.start());
  }

  private Child startUntilReady() throws BenchException, InterruptedException {
    Path socket = scratch.resolve("start.sock");
    Child qnet =
        children.start(
            List.of(plan.qnet().toString(), "user", "--port", "stream:" + socket),
            Map.of("XDG_RUNTIME_DIR", scratch.toString(), "QNET_BUILD", "never"));
    qnet.await("ready:", Duration.ofSeconds(60));
    return qnet;
  }

  private static Sample sample(long begin) {
    return Sample.of((System.nanoTime() - begin) / 1e6);
  }
}
