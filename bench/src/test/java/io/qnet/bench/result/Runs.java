package io.qnet.bench.result;

import java.util.List;
import java.util.Map;

/** A made-up run. */
final class Runs {
  private Runs() {}

  static Results sample() {
    Measure up = new Measure("tap", "up", "Gbit/s", true);
    Measure rr = new Measure("tap", "tcp_rr", "us p50", false);
    Measure ready = new Measure("start", "ready", "ms", false);
    return new Results(
        "2026-11-01T00:00:00Z",
        Map.of("processor", "<made up> & \"fast\""),
        Map.of("qnet", "qnet 0.1.0"),
        Map.of("runs", "3"),
        List.of(
            figure(up, "qnet-1500", 9, 8, 10),
            figure(up, "slirp4netns-1500", 1, 1, 2),
            figure(up, "pasta-65520", 10),
            new Figure(
                rr,
                "qnet-1500",
                List.of(new Sample(30, Map.of("p99", 60.0)), new Sample(20, Map.of("p99", 40.0)))),
            figure(rr, "pasta-65520", 20),
            figure(ready, "qnet", 150)),
        List.of(
            new Target("tap", "up", "qnet-1500", "slirp4netns-1500", true, 8),
            new Target("tap", "tcp_rr", "qnet-1500", "pasta-65520", false, 1),
            new Target("start", "ready", "qnet", "", false, 160)),
        List.of("pasta-1500 </script> is left out"));
  }

  private static Figure figure(Measure measure, String contender, double... values) {
    return new Figure(
        measure, contender, java.util.Arrays.stream(values).mapToObj(Sample::of).toList());
  }
}
