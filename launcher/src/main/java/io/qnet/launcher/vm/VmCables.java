package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.qemu.QemuProcess;
import io.qnet.launcher.qmp.QmpException;
import io.qnet.launcher.qmp.QmpMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cables of a machine that runs: what each card is plugged into now, and how to move one.
 * Blocks; one move at a time.
 */
final class VmCables {
  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final Logger LOG = LoggerFactory.getLogger(VmCables.class);

  private final VmPlan plan;
  private final VmNetworks networks;
  private final QmpMonitor monitor;
  private final Refusal refusal;
  private final Map<Integer, NetMode> modes = new HashMap<>();
  private final Map<Integer, NetBackend> backends;
  private final Consumer<Plugs> moved;

  /** Cards whose cable somebody pulled. */
  private final Set<Integer> pulled = new HashSet<>();

  /**
   * Says what it means that QEMU refuses a network.
   *
   * @param stderr begins to listen to what QEMU, and the helper it runs, write to stderr
   */
  record Refusal(Explanation explanation, Supplier<QemuProcess.Heard> stderr) {}

  /**
   * As they are at the start.
   *
   * @param moved told after each move, and after one that failed, how the cards are plugged in
   */
  VmCables(
      VmPlan plan,
      VmNetworks networks,
      QmpMonitor monitor,
      Refusal refusal,
      Map<Integer, NetBackend> backends,
      Consumer<Plugs> moved) {
    this.plan = plan;
    this.networks = networks;
    this.monitor = monitor;
    this.refusal = refusal;
    this.backends = new HashMap<>(backends);
    this.moved = moved;
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

  /** How the cards are plugged in. */
  synchronized Plugs plugs() {
    List<String> words = new ArrayList<>();
    for (Card card : plan.cards()) {
      NetBackend backend = backends.get(card.number());
      if (backend != null) {
        words.addAll(plan.plugWords(card, backend));
      }
    }
    return new Plugs(modes(), words);
  }

  /**
   * Moves a card's cable: link down, back end swapped, link up. If the new network cannot be had,
   * the old one is plugged in again.
   *
   * @return lines for people: the card before and after
   */
  @SuppressWarnings("try") // the link comes up again when this ends, however it ends
  synchronized List<String> move(int number, NetMode wanted)
      throws IOException, InterruptedException {
    Card card = movable(number);
    requireAnother(card, wanted);
    List<String> notices = new ArrayList<>();
    NetMode mode = VmPlanner.possible(plan.features(), wanted, HERE, VmFailure.UNCHANGED, notices);
    List<String> lines = new ArrayList<>(List.of("before  " + line(card)));
    try (Carrier carrier = () -> monitor.link(card.id(), hasCarrier(card))) {
      monitor.link(card.id(), false);
      swap(card, mode);
    } finally {
      moved.accept(plugs());
    }
    lines.add("after   " + line(card));
    lines.addAll(notices);
    return lines;
  }

  /** A link that has to be told how it stands. */
  @SuppressWarnings("try") // waiting for QEMU may be interrupted here as anywhere
  @FunctionalInterface
  private interface Carrier extends AutoCloseable {
    @Override
    void close() throws IOException, InterruptedException;
  }

  private boolean hasCarrier(Card card) {
    return backends.containsKey(card.number()) && !pulled.contains(card.number());
  }

  /**
   * Pulls a card's cable, or plugs it in; a cable that was pulled stays so when it is moved.
   *
   * @return no lines
   */
  synchronized List<String> link(int number, boolean up) throws IOException, InterruptedException {
    Card card = card(number);
    if (up && !backends.containsKey(number)) {
      throw Failure.failed(
          card.id() + " is on no network",
          VmFailure.UNCHANGED,
          "plug it in: qnet vm net " + plan.name() + " user --card " + number);
    }
    monitor.link(card.id(), up);
    if (up) {
      pulled.remove(number);
    } else {
      pulled.add(number);
    }
    return List.of();
  }

  private void swap(Card card, NetMode mode) throws IOException, InterruptedException {
    NetMode before = mode(card);
    QemuProcess.Heard heard = refusal.stderr.get();
    try {
      unplug(card);
      plug(card, mode);
    } catch (Failure | QmpException failed) {
      clear(card);
      Failure told = failed instanceof Failure ours ? ours : refused(mode, failed, heard.text());
      String now = plugBack(card, before, failed);
      throw Failure.failed(
              String.valueOf(told.getMessage()), told.meaning() + "; " + now, told.remedy())
          .because(failed);
    }
  }

  private Failure refused(NetMode mode, Exception failed, String stderr)
      throws InterruptedException {
    return refusal.explanation.of(
        "QEMU does not take --net " + mode.text(),
        (stderr + "\n" + failed.getMessage()).strip(),
        "these are QEMU's own words",
        "see what is there: qnet monitor --on " + plan.name() + " 'info network'");
  }

  /** Where the card is then, in words. */
  private String plugBack(Card card, NetMode before, Exception failed)
      throws IOException, InterruptedException {
    try {
      plug(card, before);
      return card.id() + " is on " + before.text() + " as before";
    } catch (Failure | QmpException worse) {
      clear(card);
      modes.put(card.number(), new NetMode.None("none"));
      failed.addSuppressed(worse);
      return "its cable hangs loose: " + worse.getMessage();
    }
  }

  /** Takes away what there is of a card's back end, and does not mind what there is not. */
  private void clear(Card card) throws IOException, InterruptedException {
    Cable cable = new Cable(card);
    backends.remove(card.number());
    for (String id : List.of(cable.port(), cable.backend())) {
      try {
        monitor.removeNetdev(id);
      } catch (QmpException none) {
        LOG.debug("{}: {}", id, none.getMessage());
      }
    }
    networks.close(card.number());
  }

  private NetMode mode(Card card) {
    NetMode mode = modes.get(card.number());
    if (mode == null) {
      throw new IllegalStateException("card " + card.number() + " has no mode");
    }
    return mode;
  }

  private Card card(int number) {
    return plan.cards().stream()
        .filter(each -> each.number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                Failure.usage(
                    plan.name() + " has no card " + number,
                    VmFailure.UNCHANGED,
                    plan.cards().isEmpty()
                        ? "start it with --net user"
                        : "its cards are 0 to " + (plan.cards().size() - 1)));
  }

  private Card movable(int number) {
    Card card = card(number);
    if (card.straight()) {
      throw Failure.failed(
          "this card is wired straight to its network, for whole TCP segments",
          "its cable cannot be moved",
          "start the machine with --nic e1000, or with another --net, to move cables");
    }
    return card;
  }

  private void requireAnother(Card card, NetMode mode) {
    NetMode now = mode(card);
    if (now.text().equals(mode.text())) {
      throw Failure.failed(
          card.id() + " is plugged into " + mode.text() + " already",
          VmFailure.UNCHANGED,
          "to pull the cable and plug it in: qnet vm link " + plan.name() + " down, then up");
    }
  }

  private void unplug(Card card) throws IOException, InterruptedException {
    if (backends.containsKey(card.number())) {
      Cable cable = new Cable(card);
      monitor.removeNetdev(cable.port());
      monitor.removeNetdev(cable.backend());
      backends.remove(card.number());
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
