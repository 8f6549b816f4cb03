package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import java.util.List;

/** Options that are documented and do nothing yet. */
final class LaterGroup implements OptionGroup {
  @Override
  public List<String> keys() {
    return List.of(
        "mapping",
        "filtering",
        "ports",
        "parity",
        "hairpin",
        "udp-timeout",
        "tcp-timeout",
        "refresh",
        "preset");
  }

  @Override
  public void take(String key, String value) {
    throw Failure.notYet(key + "=", "leave " + key + "= out; qnet user --help lists what works");
  }
}
