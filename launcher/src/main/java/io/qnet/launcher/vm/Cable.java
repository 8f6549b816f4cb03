package io.qnet.launcher.vm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is between a card and its back end, so that the far end can be unplugged while the card
 * stays where it is: a hub of QEMU's with two ports (a card's own {@code netdev=} cannot be changed
 * once the machine runs).
 *
 * <pre>
 *   nic0 -- net0 [hub 0] lan0.port -- lan0
 * </pre>
 */
record Cable(Card card) {
  /** QEMU's name of the back end: lan0. */
  String backend() {
    return "lan" + card.number();
  }

  /** QEMU's name of the hub's port that the back end is on. */
  String port() {
    return backend() + ".port";
  }

  /** The hub's port that the card is on. */
  NetBackend cardEnd() {
    return port(null);
  }

  /** The hub's port that the back end is on. */
  NetBackend farEnd() {
    return port(backend());
  }

  private NetBackend port(@Nullable String peer) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("hubid", (long) card.number());
    if (peer != null) {
      options.put("netdev", peer);
    }
    return new NetBackend("hubport", options);
  }
}
