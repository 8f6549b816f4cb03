package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.OptionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What QEMU's {@code -net} and {@code -nic} say of a user-mode network. They speak of the guest's
 * card, too, and once of numbered hubs: that is QEMU's business, and is passed over with a notice.
 */
public final class OldNet {
  private static final String USER = "user";
  private static final Set<String> CARD = Set.of("model", "mac", "macaddr", "addr", "vectors");

  /** The network's name, and until QEMU 2.12 the number of its hub. */
  private static final Set<String> PLACE = Set.of("name", "vlan");

  private static final List<String> KINDS = List.of(USER, "nic");

  private final List<String> options = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private int networks;

  private OldNet() {}

  /**
   * A user-mode network, as these words describe it.
   *
   * @param values what each {@code -net} or {@code -nic} says
   * @param others options that are written beside them, and come after
   * @throws Failure if they describe another network, or two
   */
  public static UserOptions parse(List<String> values, List<String> others) {
    OldNet net = new OldNet();
    values.forEach(net::take);
    net.options.addAll(others);
    if (net.networks + others.stream().filter(OldNet::isNetwork).count() > 1) {
      throw Failure.usage(
          "two user-mode networks are described",
          "one gateway has one, so nothing was started",
          "leave one out, and start another qnet user for it");
    }
    UserOptions parsed = UserOptions.parse(String.join(",", net.options));
    List<String> all = new ArrayList<>(net.notices);
    all.addAll(parsed.notices());
    return parsed.withNotices(all);
  }

  private static boolean isNetwork(String words) {
    return words.equals(USER) || words.startsWith(USER + ",");
  }

  private void take(String value) {
    List<OptionText.Word> words = OptionText.split(value);
    String kind = words.isEmpty() ? "" : words.get(0).key();
    if (!KINDS.contains(kind)) {
      throw Failure.usage(
          "-net " + kind + " is not user mode",
          "qnet user offers what QEMU's -net user does",
          kind.matches("none|tap|bridge|socket|vde|hubport|l2tpv3|dump|channel")
              ? "paste a -net user,... or see qnet --help for the other modes"
              : Nearest.hint(kind, KINDS));
    }
    networks += kind.equals(USER) ? 1 : 0;
    List<String> ofCard = new ArrayList<>();
    for (OptionText.Word word : words.subList(1, words.size())) {
      if (CARD.contains(word.key()) || kind.equals("nic")) {
        ofCard.add(text(word));
      } else if (PLACE.contains(word.key())) {
        notices.add(text(word) + " is passed over: it says nothing of the network");
      } else {
        options.add(text(word));
      }
    }
    if (!ofCard.isEmpty()) {
      notices.add(
          String.join(",", ofCard)
              + " is of the guest's card: give it to QEMU's -device, behind the model's name");
    }
  }

  private static String text(OptionText.Word word) {
    return word.value() == null ? word.key() : word.key() + "=" + word.value().replace(",", ",,");
  }
}
