package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qmp.QmpException;
import io.qnet.launcher.qmp.QmpMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cables of a machine that runs: what each card is plugged into now, and how to move one.
 * Blocks; one move at a time.
 */
final class VmCables {
  private static final Path HERE = Path.of("").toAbsolutePath();

  private final VmPlan plan;
  private final VmNetworks networks;
  private final QmpMonitor monitor;
  private final Explanation explanation;
  private final Map<Integer, NetMode> modes = new HashMap<>();
  private final Map<Integer, NetBackend> backends;

  /** As they are at the start. */
  VmCables(
      VmPlan plan,
      VmNetworks networks,
      QmpMonitor monitor,
      Explanation explanation,
      Map<Integer, NetBackend> backends) {
    this.plan = plan;
    this.networks = networks;
    this.monitor = monitor;
    this.explanation = explanation;
    this.backends = new HashMap<>(backends);
    plan.cards().forEach(card -> modes.put(card.number(), card.mode()));
  }

  /** What the cards are plugged into, in their order. */
  synchronized List<String> modes() {
    List<String> texts = new ArrayList<>();
    for (Card card : plan.cards()) {
      NetMode mode = modes.get(card.number());
      if (mode != null) {
        texts.add(mode.text());
      }
    }
    return texts;
  }

  /**
   * Moves a card's cable: link down, back end swapped, link up. If the new network cannot be had,
   * the old one is plugged in again.
   *
   * @return lines for people: the card before and after
   */
  synchronized List<String> move(int number, NetMode wanted)
      throws IOException, InterruptedException {
    Card card = movable(number);
    NetMode before = modes.get(number);
    if (before == null) {
      throw new IllegalStateException("card " + number + " has no mode");
    }
    requireAnother(card, wanted);
    List<String> notices = new ArrayList<>();
    NetMode mode = VmPlanner.possible(plan.features(), wanted, HERE, notices);
    List<String> lines = new ArrayList<>(List.of("before  " + line(card)));
    monitor.link(card.id(), false);
    unplug(card);
    try {
      plug(card, mode);
    } catch (Failure | QmpException failed) {
      networks.close(number);
      plug(card, before);
      throw failed instanceof Failure told
          ? told
          : explanation.of(
              "QEMU does not take --net " + mode.text(), String.valueOf(failed.getMessage()));
    } finally {
      monitor.link(card.id(), true);
    }
    lines.add("after   " + line(card));
    lines.addAll(notices);
    return lines;
  }

  private Card movable(int number) {
    Card card =
        plan.cards().stream()
            .filter(each -> each.number() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    Failure.usage(
                        plan.name() + " has no card " + number,
                        "nothing was changed",
                        "its cards are 0 to " + (plan.cards().size() - 1)));
    if (card.straight()) {
      throw Failure.failed(
          "this card is wired straight to its network, for whole TCP segments",
          "its cable cannot be moved",
          "start the machine with --nic e1000, or with another --net, to move cables");
    }
    return card;
  }

  private void requireAnother(Card card, NetMode mode) {
    NetMode now = modes.get(card.number());
    if (now != null && now.text().equals(mode.text())) {
      throw Failure.failed(
          card.id() + " is plugged into " + mode.text() + " already",
          "nothing was changed",
          "to pull the cable and plug it in: qnet vm link " + plan.name() + " down, then up");
    }
  }

  private void unplug(Card card) throws IOException, InterruptedException {
    if (backends.remove(card.number()) != null) {
      Cable cable = new Cable(card);
      monitor.removeNetdev(cable.port());
      monitor.removeNetdev(cable.backend());
    }
    networks.close(card.number());
  }

  private void plug(Card card, NetMode mode) throws IOException, InterruptedException {
    NetBackend backend = networks.open(card, mode);
    if (backend != null) {
      Cable cable = new Cable(card);
      monitor.addNetdev(backend.arguments(cable.backend()));
      monitor.addNetdev(cable.farEnd().arguments(cable.port()));
      backends.put(card.number(), backend);
    }
    modes.put(card.number(), mode);
  }

  private String line(Card card) {
    NetMode mode = modes.get(card.number());
    NetBackend backend = backends.get(card.number());
    return String.join(
        "  ",
        card.id(),
        card.model(),
        card.mac(),
        mode == null ? "none" : mode.text(),
        backend == null ? "(no cable)" : "-netdev " + backend.words(card.netdev()));
  }
}
