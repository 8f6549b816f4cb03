package io.qnet.launcher.translate;

import io.qnet.launcher.translate.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code -net} of all times. Its members meet in a hub, which was numbered by {@code vlan=}. One
 * card and one back end need no hub: -netdev and -device. More do: each is a hubport.
 */
final class OldNetwork {
  private static final String DEFAULT_CARD = "e1000";
  private static final Set<String> SWITCHES = Set.of("restrict", "vnet_hdr", "vhost", "readonly");

  /** Cards by the names that -net nic,model= knows. */
  private static final Map<String, String> MODELS =
      Map.of("virtio", "virtio-net-pci", "ne2k_isa", "ne2k_isa", "usb", "usb-net");

  private final Draft draft;
  private final Map<String, Hub> hubs = new TreeMap<>();
  private final OptionText forwards = OptionText.empty();
  private final List<Integer> forwardPlaces = new ArrayList<>();
  private boolean none;

  OldNetwork(Draft draft) {
    this.draft = draft;
  }

  /** A member, and the step whose modern words it becomes. */
  private record Member(int place, OptionText options) {}

  /** One hub. */
  private static final class Hub {
    final List<Member> cards = new ArrayList<>();
    final List<Member> backends = new ArrayList<>();
    final List<Member> dumps = new ArrayList<>();
  }

  /** One {@code -net VALUE}. */
  void net(String option, String value) {
    OptionText text = OptionText.parse(value, SWITCHES);
    String kind = text.head();
    List<String> old = List.of(option, value);
    if (kind.equals("none")) {
      none = true;
      draft.add(old, List.of("-nic", "none"), Kind.CHANGED, "-nic none says the same");
      return;
    }
    text.take("name");
    text.get("restrict")
        .filter(word -> word.matches("y|yes"))
        .ifPresent(y -> text.set("restrict", "on"));
    if (kind.equals("channel")) {
      channel(old, text);
      return;
    }
    Hub hub = hubs.computeIfAbsent(text.take("vlan").orElse("0"), number -> new Hub());
    Member member = new Member(draft.add(old, List.of(), Kind.CHANGED, ""), text);
    switch (kind) {
      case "nic" -> hub.cards.add(member);
      case "dump" -> hub.dumps.add(member);
      default -> hub.backends.add(member);
    }
  }

  /** {@code -net channel,PORT:CHARDEV}: a port of the virtual host 10.0.2.4. */
  private void channel(List<String> old, OptionText text) {
    String rest = text.withoutHead().toString();
    int colon = rest.indexOf(':');
    String rule =
        colon < 0
            ? rest
            : "tcp:10.0.2.4:" + rest.substring(0, colon) + "-" + rest.substring(colon + 1);
    forward(old, "guestfwd", rule, "channels went in QEMU 2.12; guestfwd= of -netdev user does it");
  }

  /** {@code -redir tcp:HOST::GUEST}. */
  void redirect(String option, String value) {
    String[] parts = value.split(":", -1);
    if (parts.length != 4) {
      draft.add(List.of(option, value), List.of(), Kind.DROPPED, "no rule: it has not four parts");
      return;
    }
    String protocol = parts[0].isEmpty() ? "tcp" : parts[0];
    forward(
        List.of(option, value),
        "hostfwd",
        protocol + "::" + parts[1] + "-" + parts[2] + ":" + parts[3],
        "-redir went in QEMU 3.1; hostfwd= of -netdev user does it");
  }

  /** What became a word of the user network: -tftp, -bootp, -smb. */
  void forward(List<String> old, String key, String value, String why) {
    forwards.add(key, value);
    forwardPlaces.add(draft.add(old, List.of(), Kind.CHANGED, why));
  }

  void finish() {
    if (!forwards.isEmpty() && !none) {
      addForwards();
    }
    int[] next = {0};
    hubs.forEach((number, hub) -> finish(number, hub, next));
  }

  /**
   * They belong to the first user network; where there is none, to the one that comes by itself.
   */
  private void addForwards() {
    for (Hub hub : hubs.values()) {
      for (Member backend : hub.backends) {
        if (backend.options.head().equals("user")) {
          backend.options.addAll(forwards);
          return;
        }
      }
    }
    Hub hub = hubs.computeIfAbsent("0", number -> new Hub());
    int place = forwardPlaces.get(0);
    hub.backends.add(new Member(place, OptionText.of("user").addAll(forwards)));
    if (hub.cards.isEmpty()) {
      int card = draft.add(List.of(), List.of(), Kind.CHANGED, "the card that comes by itself");
      hub.cards.add(new Member(card, OptionText.of("nic")));
    }
  }

  private void finish(String number, Hub hub, int[] next) {
    boolean direct = hub.cards.size() == 1 && hub.backends.size() == 1;
    String netdev = null;
    if (direct) {
      netdev = "net" + next[0]++;
      direct(hub, netdev);
    } else if (hub.backends.isEmpty() && hub.cards.size() <= 1) {
      hub.cards.forEach(this::unplugged);
    } else if (hub.cards.isEmpty() && hub.backends.size() == 1) {
      Member only = hub.backends.get(0);
      draft.fill(
          only.place, List.of("-nic", "none"), "no card was plugged into it: no guest saw it");
    } else {
      netdev = hub(number, hub, next);
    }
    for (Member dump : hub.dumps) {
      dump(dump, netdev, number);
    }
  }

  private void direct(Hub hub, String netdev) {
    Member card = hub.cards.get(0);
    Member backend = hub.backends.get(0);
    String why = vlanWhy(backend) + "one card on one back end: -netdev and -device";
    if (draft.x86()) {
      draft.fill(backend.place, List.of("-netdev", withId(backend.options, netdev)), why);
      draft.fill(card.place, device(card, netdev), cardWhy(card));
    } else {
      draft.fill(card.place, List.of(), "the board's own card; it is in -nic");
      String model = card.options.get("model").map(name -> ",model=" + name).orElse("");
      String mac = card.options.get("macaddr").map(name -> ",mac=" + name).orElse("");
      draft.fill(
          backend.place,
          List.of("-nic", backend.options + model + mac),
          "the board has its card built in: -nic joins it to the back end");
    }
  }

  private static String vlanWhy(Member backend) {
    return switch (backend.options.head()) {
      case "user" -> "user mode; ";
      case "tap" -> "a TAP device; ";
      case "vde" -> "a VDE switch; ";
      default -> "";
    };
  }

  /** A card without a cable. */
  private void unplugged(Member card) {
    List<String> words = new ArrayList<>(List.of("-nic", "none"));
    words.addAll(device(card, null));
    draft.fill(card.place, words, "a card without a cable");
  }

  private String hub(String number, Hub hub, int[] next) {
    String first = null;
    for (Member backend : hub.backends) {
      String id = "net" + next[0]++;
      first = first == null ? id : first;
      draft.fill(
          backend.place,
          List.of(
              "-netdev",
              withId(backend.options, id),
              "-netdev",
              "hubport,id=" + draft.id("port") + ",hubid=" + number + ",netdev=" + id),
          "vlan=" + number + " was a hub: hubport,hubid=" + number);
    }
    for (Member card : hub.cards) {
      String port = draft.id("port");
      first = first == null ? port : first;
      List<String> words =
          new ArrayList<>(List.of("-netdev", "hubport,id=" + port + ",hubid=" + number));
      words.addAll(device(card, port));
      draft.fill(card.place, words, "vlan=" + number + " was a hub: hubport,hubid=" + number);
    }
    return String.valueOf(first);
  }

  private static String withId(OptionText backend, String id) {
    String kind = backend.head();
    return OptionText.of(kind).add("id", id).addAll(backend.withoutHead()).toString();
  }

  private static List<String> device(Member card, @Nullable String netdev) {
    OptionText text = card.options;
    String model = text.get("model").orElse(DEFAULT_CARD);
    OptionText device = OptionText.of(MODELS.getOrDefault(model, model));
    if (netdev != null) {
      device.add("netdev", netdev);
    }
    text.get("macaddr").or(() -> text.get("mac")).ifPresent(mac -> device.add("mac", mac));
    text.get("addr").ifPresent(addr -> device.add("addr", addr));
    text.get("vectors").ifPresent(vectors -> device.add("vectors", vectors));
    return List.of("-device", device.toString());
  }

  private static String cardWhy(Member card) {
    return card.options.get("model").isPresent()
        ? "the card is a device"
        : "the card is a device; without a model, an e1000, as a PC has it since QEMU 0.11";
  }

  private void dump(Member dump, @Nullable String netdev, String number) {
    if (netdev == null) {
      draft.fill(dump.place, List.of(), "there is no back end whose frames could be written");
      return;
    }
    OptionText filter =
        OptionText.of("filter-dump")
            .add("id", draft.id("dump"))
            .add("netdev", netdev)
            .add("file", dump.options.get("file").orElse("qemu-vlan" + number + ".pcap"));
    dump.options.get("len").ifPresent(length -> filter.add("maxlen", length));
    draft.fill(
        dump.place,
        List.of("-object", filter.toString()),
        "-net dump went in QEMU 2.12; filter-dump does it, for one back end");
  }
}
