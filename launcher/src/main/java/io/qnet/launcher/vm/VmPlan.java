package io.qnet.launcher.vm;

import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A machine that this host's QEMU can be: every word checked, nothing started.
 *
 * @param qemu who runs it
 * @param features what that can do
 * @param name the machine's name
 * @param board words for everything but its cards
 * @param copies files that {@code board} names, to be copied out of its CD first
 * @param cards its network cards
 * @param text whether its serial line is on this terminal
 * @param web whether its screen is on a page of ours
 * @param extra words of the user's own, at the end
 * @param notices sentences for people
 */
public record VmPlan(
    Qemu qemu,
    QemuFeatures features,
    String name,
    List<String> board,
    List<CdFile> copies,
    List<Card> cards,
    boolean text,
    boolean web,
    List<String> extra,
    List<String> notices) {
  /** Keeps copies of its own. */
  public VmPlan {
    board = List.copyOf(board);
    copies = List.copyOf(copies);
    cards = List.copyOf(cards);
    extra = List.copyOf(extra);
    notices = List.copyOf(notices);
  }

  /**
   * The command for somebody to type: each card straight on its back end, and no socket of qnet's
   * but those that carry frames.
   *
   * @param backends what each card is plugged into, by its number
   */
  public List<String> plainWords(Map<Integer, NetBackend> backends) {
    List<String> words = new ArrayList<>();
    words.add(String.valueOf(qemu.program().getFileName()));
    words.addAll(board);
    if (web) {
      words.addAll(Display.inPlaceOfPage().words());
    }
    if (text) {
      words.addAll(List.of("-serial", "mon:stdio"));
    }
    cards(words, backends, false);
    words.addAll(extra);
    return words;
  }

  /** The words that plug in card {@code number}: {@code -netdev ... -device ...}. */
  public List<String> plugWords(Card card, NetBackend backend) {
    return List.of("-netdev", backend.words(card.netdev()), "-device", card.device());
  }

  /**
   * The command that qnet starts: each card on a hub of QEMU's, so that its cable can be moved, and
   * {@code control} for what qnet listens to.
   */
  List<String> ownWords(Map<Integer, NetBackend> backends, List<String> control) {
    List<String> words = new ArrayList<>();
    words.add(qemu.program().toString());
    words.addAll(board);
    if (web) {
      words.addAll(Display.none().words());
    }
    words.addAll(control);
    cards(words, backends, true);
    words.addAll(extra);
    return words;
  }

  private void cards(List<String> words, Map<Integer, NetBackend> backends, boolean movable) {
    if (cards.isEmpty()) {
      words.addAll(List.of("-nic", "none"));
    }
    for (Card card : cards) {
      NetBackend backend = backends.get(card.number());
      if (backend == null) {
        throw new IllegalArgumentException("card " + card.number() + " has no back end");
      }
      if (movable && !card.straight()) {
        Cable cable = new Cable(card);
        words.addAll(List.of("-netdev", backend.words(cable.backend())));
        words.addAll(List.of("-netdev", cable.cardEnd().words(card.netdev())));
        words.addAll(List.of("-netdev", cable.farEnd().words(cable.port())));
        words.addAll(List.of("-device", card.device()));
      } else {
        words.addAll(plugWords(card, backend));
      }
    }
  }
}
