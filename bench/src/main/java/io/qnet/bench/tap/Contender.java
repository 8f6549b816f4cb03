package io.qnet.bench.tap;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.host.Outdoors;

/** Somebody who carries a namespace's traffic to the host. */
interface Contender {
  /** In tables: the program, and the MTU of its device. */
  String name();

  /** The program, as {@code --peers} has it. */
  String program();

  /** Starts it, in a namespace of its own. */
  Attachment attach(Outdoors outdoors) throws BenchException, InterruptedException;

  /**
   * It runs.
   *
   * @param namespace where a client belongs
   * @param host what a client calls the host
   */
  record Attachment(Namespace namespace, String host) {}
}
