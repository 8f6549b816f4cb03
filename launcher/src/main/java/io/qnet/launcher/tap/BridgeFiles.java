package io.qnet.launcher.tap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the helper and its broker look and write when they are told nothing else. */
final class BridgeFiles {
  static final String SOCKET = "/run/qnet/broker.sock";

  private static final String AUDIT = "bridge-audit.jsonl";

  /** Of QEMU's helper: Debian's first, then Red Hat's. */
  private static final List<Path> STOCK =
      List.of(Path.of("/etc/qemu/bridge.conf"), Path.of("/etc/qemu-kvm/bridge.conf"));

  /** Of the broker alone, because QEMU's helper does not take all of our rules. */
  private static final Path OURS = Path.of("/etc/qnet/bridge.conf");

  private BridgeFiles() {}

  static Path helperList() {
    return STOCK.stream().filter(Files::exists).findFirst().orElse(STOCK.get(0));
  }

  /** In /var/log; or where the XDG base directory specification has logs, if that is set. */
  static Path audit(Map<String, String> variables) {
    String state = variables.get("XDG_STATE_HOME");
    return state != null && state.startsWith("/")
        ? Path.of(state, "qnet", AUDIT)
        : Path.of("/var/log/qnet", AUDIT);
  }

  static Path brokerList() {
    return Files.exists(OURS) ? OURS : helperList();
  }
}
