package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.qemu.QemuFeatures;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which of QEMU's network cards the board of a machine takes: those whose bus it has. */
final class CardModels {
  /** Tried with QEMU 7.2: every card on these starts; usb-bus is there with {@code -usb}. */
  private static final Map<String, Set<String>> BUSES =
      Map.of("pc", Set.of("PCI", "ISA", "usb-bus"), "virt", Set.of("PCI", "virtio-bus"));

  /**
   * Listed among the network devices, but without the properties {@code mac} and {@code netdev}: a
   * switch (QEMU's docs/specs/rocker.txt), and a card for RDMA (docs/pvrdma.txt).
   */
  private static final Set<String> WITHOUT_CABLE = Set.of("rocker", "pvrdma");

  private final Map<String, String> buses;
  private final String board;

  /**
   * Those of one QEMU.
   *
   * @param board pc, virt; of any other nothing is known, and it takes all
   */
  CardModels(QemuFeatures features, String board) {
    this.buses = features.cards();
    this.board = board;
  }

  /**
   * Refuses a card that this machine cannot have.
   *
   * @param model its name, with properties behind a comma if need be
   */
  void require(String model) {
    String bare = model.replaceFirst(",.*", "");
    if (fits(bare)) {
      return;
    }
    String bus = buses.get(bare);
    String why =
        bus == null
            ? "the QEMU installed here has no such network card"
            : WITHOUT_CABLE.contains(bare)
                ? "QEMU has it, but plugs it into no -netdev: it is no card that a cable fits"
                : "a card on the bus " + bus + ", which the board " + board + " has not";
    TreeSet<String> valid = new TreeSet<>(buses.keySet());
    valid.removeIf(card -> !fits(card));
    throw VmFailure.usage("--nic " + bare + ": " + why, Nearest.hint(bare, valid));
  }

  private boolean fits(String card) {
    String bus = buses.get(card);
    return bus != null
        && !WITHOUT_CABLE.contains(card)
        && BUSES.getOrDefault(board, Set.of(bus)).contains(bus);
  }
}
