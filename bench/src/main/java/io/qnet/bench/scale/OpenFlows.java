package io.qnet.bench.scale;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Footprint;
import io.qnet.bench.load.Turns;
import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import io.qnet.bench.tap.OurGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens {@value #FLOWS} connections, looks at heap and resident memory, and times requests before,
 * beside and after them; a few times. Memory is compared with what it was before the first of them,
 * so that what one round leaves behind counts in the next.
 */
final class OpenFlows {
  static final int FLOWS = 10_000;
  static final String WITH = "qnet-" + FLOWS + "-flows";
  static final String WITHOUT = "qnet-no-flows";
  static final Measure ALIVE = new Measure(ScaleSuite.NAME, "flows-alive", "flows", true);
  static final Measure HEAP = new Measure(ScaleSuite.NAME, "flow-heap", "octets", false);
  static final Measure LEFT = new Measure(ScaleSuite.NAME, "flow-heap-left", "octets", false);
  static final Measure RESIDENT = new Measure(ScaleSuite.NAME, "flow-resident", "octets", false);
  static final Measure RR = new Measure(ScaleSuite.NAME, "flows-tcp_rr", "us p50", false);

  private static final Pattern STILL = Pattern.compile("alive (\\d+)");
  private static final Duration CLOSING = Duration.ofMinutes(1);
  private static final long SETTLE_MS = 500;
  private static final int CLASSES = 12;

  private final ScaleBed bed;
  private final List<Sample> alive = new ArrayList<>();
  private final List<Sample> heap = new ArrayList<>();
  private final List<Sample> left = new ArrayList<>();
  private final List<Sample> resident = new ArrayList<>();
  private final List<Sample> with = new ArrayList<>();
  private final List<Sample> without = new ArrayList<>();

  OpenFlows(ScaleBed bed) {
    this.bed = bed;
  }

  List<Figure> run() throws BenchException, IOException, InterruptedException {
    OurGateway gateway = bed.gateway(ScaleBed.USUAL_MTU);
    gateway.namespace().manyPorts();
    Turns.Turn turn = new Turns.Turn("qnet", Workload.TCP_RR, gateway.namespace(), OurGateway.HOST);
    bed.turns().warm(turn, bed.plan().warmUp());
    HeapHistogram empty = heap(gateway);
    long small = resident(gateway);
    int rounds = (bed.plan().runs() + 1) / 2;
    for (int round = 1; round <= rounds; round++) {
      time(without, WITHOUT, turn);
      round(gateway, turn, empty, small);
    }
    time(without, WITHOUT, turn);
    gateway.stop(bed.outdoors());
    return List.of(
        new Figure(ALIVE, WITH, alive),
        new Figure(HEAP, WITH, heap),
        new Figure(LEFT, WITHOUT, left),
        new Figure(RESIDENT, WITH, resident),
        new Figure(RR, WITH, with),
        new Figure(RR, WITHOUT, without));
  }

  private void round(OurGateway gateway, Turns.Turn turn, HeapHistogram empty, long small)
      throws BenchException, IOException, InterruptedException {
    bed.progress().accept("opening " + FLOWS + " connections");
    Child holder = bed.servers().hold(gateway.namespace(), OurGateway.HOST, FLOWS);
    time(with, WITH, turn);
    final long grown = resident(gateway) - small;
    HeapHistogram full = heap(gateway);
    bed.progress().accept("closing them");
    holder.endInput();
    holder.awaitEnd(CLOSING);
    Matcher still = STILL.matcher(holder.out());
    long flows = still.find() ? Long.parseLong(still.group(1)) : 0;
    bed.outdoors().children().end(holder);
    if (flows == 0) {
      throw holder.failure("held no connection to its end");
    }
    Thread.sleep(SETTLE_MS);
    alive.add(Sample.of((double) flows));
    resident.add(perFlow(grown, flows));
    heap.add(perFlow(full.octets() - empty.octets(), flows));
    left.add(perFlow(heap(gateway).octets() - empty.octets(), flows));
    bed.progress()
        .accept(flows + " alive, " + heap.get(heap.size() - 1).shown() + " octets of heap each");
    if (heap.size() == 1) {
      String rows = String.join(", ", full.growth(empty, flows, CLASSES));
      bed.note().accept("heap of a connection (objects, class, octets): " + rows);
    }
  }

  private static Sample perFlow(long octets, long flows) {
    return new Sample((double) octets / flows, Map.of("all", (double) octets));
  }

  /** Twice. */
  private void time(List<Sample> samples, String name, Turns.Turn turn)
      throws BenchException, IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      bed.turns()
          .measure(RR.workload() + " " + (samples.size() + 1) + ": " + name, turn, seconds())
          .ifPresent(samples::add);
    }
  }

  private double seconds() {
    return bed.plan().seconds();
  }

  private HeapHistogram heap(OurGateway gateway)
      throws BenchException, IOException, InterruptedException {
    return HeapHistogram.of(bed.outdoors().children(), gateway.program().pid());
  }

  private static long resident(OurGateway gateway) throws IOException {
    return Footprint.of(gateway.program().pid()).resident();
  }
}
