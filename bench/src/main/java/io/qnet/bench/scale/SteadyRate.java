package io.qnet.bench.scale;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Footprint;
import io.qnet.bench.load.Servers;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import io.qnet.bench.tap.OurGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Connections come at {@value #PER_SECOND} a second, one after the other, half of them reset and
 * half closed in order. A few thousand of them warm our JVM; then descriptors and resident memory
 * are compared with what they are a minute later.
 */
final class SteadyRate {
  static final int PER_SECOND = 1_000;
  static final String OURS = "qnet";
  static final String BEFORE = "qnet-before";
  static final String AFTER = "qnet-after";
  static final Measure RATE = new Measure(ScaleSuite.NAME, "steady-rate", "connections/s", true);
  static final Measure DESCRIPTORS =
      new Measure(ScaleSuite.NAME, "steady-descriptors", "more than before", false);
  static final Measure RESIDENT = new Measure(ScaleSuite.NAME, "steady-resident", "MB", false);

  private static final long SETTLE_MS = 1_000;

  private final ScaleBed bed;

  SteadyRate(ScaleBed bed) {
    this.bed = bed;
  }

  List<Figure> run() throws BenchException, IOException, InterruptedException {
    OurGateway gateway = bed.gateway(ScaleBed.USUAL_MTU);
    gateway.namespace().manyPorts();
    connect(gateway, bed.plan().warmUp());
    Footprint before = footprint(gateway);
    Sample rate = connect(gateway, bed.plan().sustained());
    Footprint after = footprint(gateway);
    gateway.stop(bed.outdoors());
    double more = after.descriptors() - before.descriptors();
    Map<String, Double> both =
        Map.of("before", (double) before.descriptors(), "after", (double) after.descriptors());
    return List.of(
        new Figure(RATE, OURS, List.of(new Sample(perSecond(rate), rate.details()))),
        new Figure(DESCRIPTORS, OURS, List.of(new Sample(more, both))),
        new Figure(RESIDENT, BEFORE, List.of(Sample.of(before.resident() / 1e6))),
        new Figure(RESIDENT, AFTER, List.of(Sample.of(after.resident() / 1e6))));
  }

  private Sample connect(OurGateway gateway, double seconds)
      throws BenchException, IOException, InterruptedException {
    bed.progress().accept(PER_SECOND + " connections a second, for " + seconds + " s");
    Servers.Outcome outcome =
        bed.servers().paced(gateway.namespace(), OurGateway.HOST, seconds, PER_SECOND);
    Sample sample =
        outcome
            .sample()
            .orElseThrow(
                () ->
                    BenchException.failed(
                        "the connections came to no end: " + outcome.trouble(),
                        "nothing can be said about their rate",
                        "run it again on a quiet machine"));
    bed.progress().accept(perSecond(sample) + " connections a second, " + sample.shown() + " us");
    return sample;
  }

  private static double perSecond(Sample sample) {
    return sample.details().getOrDefault("per_second", 0.0);
  }

  private Footprint footprint(OurGateway gateway) throws IOException, InterruptedException {
    Thread.sleep(SETTLE_MS);
    Footprint footprint = Footprint.of(gateway.program().pid());
    bed.progress()
        .accept(
            footprint.descriptors() + " descriptors, " + footprint.resident() + " octets resident");
    return footprint;
  }
}
