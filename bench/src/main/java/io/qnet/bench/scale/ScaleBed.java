package io.qnet.bench.scale;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Turns;
import io.qnet.bench.plan.Plan;
import io.qnet.bench.tap.OurGateway;
import java.util.function.Consumer;

/**
 * What all parts work with.
 *
 * @param note told what a reader has to know
 * @param progress told what happens, a line at a time
 */
record ScaleBed(
    Outdoors outdoors,
    Servers servers,
    Turns turns,
    Consumer<String> note,
    Consumer<String> progress) {
  /** The MTU where it does not matter. */
  static final int USUAL_MTU = 1500;

  Plan plan() {
    return outdoors.plan();
  }

  OurGateway gateway(int mtu, String... words) throws BenchException, InterruptedException {
    progress.accept(("starting qnet user mtu=" + mtu + " " + String.join(" ", words)).strip());
    return OurGateway.start(outdoors, mtu, words);
  }
}
