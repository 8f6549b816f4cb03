package io.qnet.bench;

import io.qnet.bench.guest.GuestSuite;
import io.qnet.bench.guest.Machines;
import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Children;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.micro.MicroSuite;
import io.qnet.bench.plan.Plan;
import io.qnet.bench.ports.SwitchSuite;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Results;
import io.qnet.bench.result.Target;
import io.qnet.bench.scale.ScaleSuite;
import io.qnet.bench.scale.ScaleTargets;
import io.qnet.bench.start.StartSuite;
import io.qnet.bench.stream.StreamSuite;
import io.qnet.bench.tap.TapSuite;
import io.qnet.bench.tap.TapTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs suites. */
public final class Bench {
  private final Plan plan;
  private final String version;
  private final Machines machines;
  private final Consumer<String> progress;
  private final List<Figure> figures = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * A run.
   *
   * @param version of qnet
   * @param machines boots what the guest suite needs
   * @param progress told what happens, a line at a time
   */
  public Bench(Plan plan, String version, Machines machines, Consumer<String> progress) {
    this.plan = plan;
    this.version = version;
    this.machines = machines;
    this.progress = progress;
  }

  /** Runs {@code suites}, one after the other. */
  public Results run(List<Suite> suites) throws BenchException, IOException, InterruptedException {
    String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    try (Children children = new Children()) {
      Map<String, String> versions = MachineFacts.versions(children, version);
      Path scratch = Files.createTempDirectory("qnet-bench");
      children.keep((AutoCloseable) () -> remove(scratch));
      for (Suite suite : suites) {
        run(suite, children, scratch);
      }
      return new Results(
          when, MachineFacts.machine(), versions, settings(), figures, targets, notes);
    }
  }

  private void run(Suite suite, Children children, Path scratch)
      throws BenchException, IOException, InterruptedException {
    switch (suite) {
      case TAP -> {
        TapSuite tap = new TapSuite(Outdoors.create(children, plan, scratch), progress);
        figures.addAll(tap.run());
        targets.addAll(TapTargets.all());
        notes.addAll(tap.notes());
      }
      case START -> {
        figures.addAll(new StartSuite(children, plan, scratch, progress).run());
        targets.addAll(StartSuite.targets());
        notes.add("start: on all processors, as a user starts it");
      }
      case GUEST -> {
        GuestSuite guest =
            new GuestSuite(Outdoors.create(children, plan, scratch), machines, progress);
        figures.addAll(guest.run());
        targets.addAll(GuestSuite.targets());
        notes.addAll(guest.notes());
      }
      case STREAM -> {
        StreamSuite stream = new StreamSuite(Outdoors.create(children, plan, scratch), progress);
        figures.addAll(stream.run());
        notes.addAll(stream.notes());
      }
      case SCALE -> {
        ScaleSuite scale = new ScaleSuite(Outdoors.create(children, plan, scratch), progress);
        figures.addAll(scale.run());
        targets.addAll(ScaleTargets.all());
        notes.addAll(scale.notes());
      }
      case MICRO -> figures.addAll(new MicroSuite(plan, progress).run());
      case SWITCH -> {
        SwitchSuite ports = new SwitchSuite(Outdoors.create(children, plan, scratch), progress);
        figures.addAll(ports.run());
        targets.addAll(SwitchSuite.targets());
        notes.addAll(ports.notes());
      }
      case REDIRECT -> notes.add(suite.word() + ": nothing to measure yet");
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("runs", "" + plan.runs());
    settings.put("seconds", "" + plan.seconds());
    settings.put("on", plan.pinned() ? "one processor, shared by all" : "all processors");
    return settings;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
