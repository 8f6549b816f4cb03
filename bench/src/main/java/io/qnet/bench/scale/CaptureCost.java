package io.qnet.bench.scale;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.load.Turns;
import io.qnet.bench.load.Workload;
import io.qnet.bench.result.Figure;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import io.qnet.bench.tap.OurGateway;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Throughput with {@code --capture} and without, in turn. The file lies in memory where there is
 * room (/dev/shm), else among temporary files, and is cut to nothing after each measurement: at
 * several Gbit/s it would fill whatever it is on. Its last block, which the writer puts where it
 * would have been, tells what was lost.
 */
final class CaptureCost {
  static final String WITH = "qnet-capture";
  static final String WITHOUT = "qnet-no-capture";
  static final Measure UP = new Measure(ScaleSuite.NAME, "capture-up", "Gbit/s", true);
  static final Measure DOWN = new Measure(ScaleSuite.NAME, "capture-down", "Gbit/s", true);
  static final List<Measure> MEASURES = List.of(UP, DOWN);
  static final Measure LOST = new Measure(ScaleSuite.NAME, "capture-lost", "% of frames", false);

  private static final Path MEMORY = Path.of("/dev/shm");

  /** More than crosses in a second. */
  private static final long PER_SECOND = 2L << 30;

  private final ScaleBed bed;

  CaptureCost(ScaleBed bed) {
    this.bed = bed;
  }

  List<Figure> run() throws BenchException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory(place(), "qnet-bench-capture");
    Path file = folder.resolve("capture.pcapng");
    AutoCloseable removal =
        bed.outdoors()
            .children()
            .keep(
                (AutoCloseable)
                    () -> {
                      Files.deleteIfExists(file);
                      Files.deleteIfExists(folder);
                    });
    OurGateway without = bed.gateway(ScaleBed.USUAL_MTU);
    OurGateway with = bed.gateway(ScaleBed.USUAL_MTU, "--capture", file.toString());
    List<Figure> figures = new ArrayList<>();
    figures.addAll(measure(UP, Workload.UP, without, with, file));
    figures.addAll(measure(DOWN, Workload.DOWN, without, with, file));
    without.stop(bed.outdoors());
    with.stop(bed.outdoors());
    CaptureEnd end = CaptureEnd.of(file);
    bed.outdoors().children().end(removal);
    Map<String, Double> details =
        Map.of("received", (double) end.received(), "lost", (double) end.lost());
    double percent = end.received() == 0 ? 0 : 100.0 * end.lost() / end.received();
    figures.add(new Figure(LOST, WITH, List.of(new Sample(percent, details))));
    return figures;
  }

  private List<Figure> measure(
      Measure measure, Workload workload, OurGateway without, OurGateway with, Path file)
      throws BenchException, IOException, InterruptedException {
    List<Turns.Turn> turns =
        List.of(
            new Turns.Turn(
                WITH, workload, with.namespace(), OurGateway.HOST, () -> cutToNothing(file)),
            new Turns.Turn(WITHOUT, workload, without.namespace(), OurGateway.HOST));
    for (Turns.Turn turn : turns) {
      bed.turns().warm(turn, bed.plan().warmUp());
    }
    return bed.turns().measure(measure, turns, bed.plan().runs(), bed.plan().seconds());
  }

  private Path place() throws IOException {
    double longest = Math.max(bed.plan().warmUp(), bed.plan().seconds());
    boolean room =
        Files.isWritable(MEMORY)
            && Files.getFileStore(MEMORY).getUsableSpace() > PER_SECOND * longest;
    return room ? MEMORY : bed.outdoors().scratch();
  }

  private static void cutToNothing(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
