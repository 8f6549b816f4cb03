package io.qnet.bench.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Boots machines. */
@FunctionalInterface
public interface Machines {
  /**
   * Boots a Linux with iperf3 and one card, runs a script in it, and waits for its power-off.
   *
   * @param job what to boot
   * @return what the script wrote
   */
  List<String> run(Job job) throws IOException, InterruptedException;

  /**
   * One boot.
   *
   * @param prefix words that start QEMU: its own are put behind
   * @param netdev what the card, eth0, is plugged into, in QEMU's words
   * @param script for sh
   * @param program a program to put into its /usr/bin, without libraries
   * @param scratch a folder of ours
   * @param atMost how long it may take
   */
  record Job(
      List<String> prefix,
      String netdev,
      String script,
      Path program,
      Path scratch,
      Duration atMost) {}
}
