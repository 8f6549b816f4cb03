package io.qnet.bench.micro;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.plan.Plan;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the small measurements. */
public final class MicroSuite {
  private static final String NAME = "micro";
  private static final String OURS = "qnet";
  private static final int WARM_UPS = 3;

  private final Plan plan;
  private final Consumer<String> progress;

  /**
   * A suite.
   *
   * @param progress told what happens, a line at a time
   */
  public MicroSuite(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Runs it. */
  public List<Figure> run() throws BenchException {
    List<Figure> figures = new ArrayList<>();
    for (Allocation.Path path : Allocation.Path.values()) {
      Measure measure = new Measure(NAME, path.words(), "octets/frame", false);
      List<Sample> samples = new ArrayList<>();
      for (int run = 0; run < plan.runs(); run++) {
        samples.add(Sample.of(Allocation.perFrame(path)));
      }
      progress.accept(path.words() + " " + samples.get(samples.size() - 1).shown());
      figures.add(new Figure(measure, OURS, samples));
    }
    try {
      progress.accept("JMH runs, in a JVM of its own");
      for (RunResult result : new Runner(options()).run()) {
        figures.add(figure(result));
      }
    } catch (RunnerException e) {
      throw BenchException.failed(
          "JMH failed: " + e.getMessage(), "there are no small figures", "run it again");
    }
    return figures;
  }

  private Options options() {
    TimeValue time = TimeValue.milliseconds(Math.round(plan.seconds() * 1000));
    return new OptionsBuilder()
        .include("\\.bench\\.micro\\.")
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .warmupIterations(WARM_UPS)
        .warmupTime(time)
        .measurementIterations(plan.runs())
        .measurementTime(time)
        .forks(1)
        .jvmArgs("-XX:+UseSerialGC", "-Xmx96m", "-Dio.netty.leakDetection.level=disabled")
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private static Figure figure(RunResult result) {
    StringBuilder name = new StringBuilder(result.getParams().getBenchmark());
    name.delete(0, name.lastIndexOf(".", name.lastIndexOf(".") - 1) + 1);
    for (String key : result.getParams().getParamsKeys()) {
      name.append(' ').append(result.getParams().getParam(key));
    }
    List<Sample> samples =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .map(MicroSuite::sample)
            .toList();
    return new Figure(new Measure(NAME, name.toString(), "ns", false), OURS, samples);
  }

  private static Sample sample(IterationResult iteration) {
    return Sample.of(iteration.getPrimaryResult().getScore());
  }
}
