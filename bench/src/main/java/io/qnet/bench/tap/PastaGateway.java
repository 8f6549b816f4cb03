package io.qnet.bench.tap;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.host.Outdoors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** pasta, and the namespace on its TAP device. */
public final class PastaGateway {
  /** Its name, and that of its program. */
  public static final String NAME = "pasta";

  private static final Duration START = Duration.ofSeconds(60);

  private PastaGateway() {}

  /**
   * Starts one. Its addresses are given: it would copy those of the uplink. Its gateway is the
   * host's loopback.
   *
   * @param forwards ports of the host that lead into the namespace, in its words for -t
   * @return where a client belongs
   */
  public static Namespace start(Outdoors outdoors, int mtu, String forwards)
      throws BenchException, InterruptedException {
    Namespace inner = Namespace.create(outdoors.children());
    List<String> words = new ArrayList<>(List.of(NAME, "--foreground", "--config-net", "-4"));
    words.addAll(List.of("--runas", "0:0", "--netns", inner.path(), "--no-netns-quit"));
    words.addAll(List.of("--ns-ifname", "tap0", "-i", Outdoors.UPLINK, "-m", "" + mtu));
    words.addAll(List.of("-a", OurGateway.GUEST, "-n", "24", "-g", OurGateway.HOST));
    words.addAll(List.of("-t", forwards, "-u", "none", "-T", "none", "-U", "none"));
    Child daemon = outdoors.start(words, Map.of());
    daemon.await(inner::hasDefaultRoute, START, "did not bring a network"); // the last it makes
    return inner;
  }
}
