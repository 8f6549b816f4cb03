package io.qnet.bench.tap;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.host.Outdoors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@code qnet user} that runs, and the namespace on its TAP device.
 *
 * @param program the JVM: the script becomes it
 * @param namespace where a client belongs
 */
public record OurGateway(Child program, Namespace namespace) {
  /** What a client calls the host. */
  public static final String HOST = "10.0.2.2";

  /** Who a client is. */
  static final String GUEST = "10.0.2.15";

  private static final Duration START = Duration.ofSeconds(60);

  /**
   * Starts one.
   *
   * @param mtu which it sets on the device too
   * @param words more of its command line
   */
  public static OurGateway start(Outdoors outdoors, int mtu, String... words)
      throws BenchException, InterruptedException {
    return startAt(outdoors, "", mtu, words);
  }

  /**
   * Starts one.
   *
   * @param device what the port spec says of the device, after its name
   */
  static OurGateway startAt(Outdoors outdoors, String device, int mtu, String... words)
      throws BenchException, InterruptedException {
    Namespace inner = Namespace.create(outdoors.children());
    List<String> line = new ArrayList<>(List.of(outdoors.plan().qnet().toString(), "user"));
    line.addAll(List.of("--port", "tap:tap0@" + inner.name() + device, "mtu=" + mtu));
    line.addAll(List.of(words));
    Child qnet =
        outdoors.start(
            line, Map.of("XDG_RUNTIME_DIR", outdoors.scratch().toString(), "QNET_BUILD", "never"));
    qnet.await("ready:", START);
    inner.ip("addr", "add", GUEST + "/24", "dev", "tap0");
    inner.ip("route", "add", "default", "via", HOST);
    return new OurGateway(qnet, inner);
  }

  /** Ends it, and its namespace. */
  public void stop(Outdoors outdoors) {
    outdoors.children().end(program);
    outdoors.children().end(namespace);
  }
}
