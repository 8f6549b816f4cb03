package io.qnet.vde;

import io.qnet.vde.stp.PortSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a port is told, in words such as {@code edge guard=bpdu macs=1}: by the command line, and
 * while the switch runs. Words that are not said leave what they are about as it is; {@code
 * NAME=off} takes one back.
 */
public final class PortOrder {
  private static final List<String> VLAN_WORDS = List.of("vlan", "trunk", "native");

  private final Map<String, String> words = new LinkedHashMap<>();
  private final List<UnaryOperator<PortSettings>> tree = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private List<Integer> sources = List.of();
  private List<FixedStation> fixed = List.of();
  private @Nullable Integer bareVlan;

  private PortOrder() {}

  /** The names that words may have. */
  public static List<String> names() {
    return PortWords.NAMES;
  }

  /** Does one word to a port. */
  @FunctionalInterface
  private interface Change {
    void make(VirtualSwitch bridge, SwitchPort port);
  }

  /**
   * Reads words.
   *
   * @throws IllegalArgumentException in words for whoever wrote them
   */
  public static PortOrder parse(String text) {
    PortOrder order = new PortOrder();
    if (text.isBlank()) {
      throw new IllegalArgumentException("nothing is said about the port; write edge, for example");
    }
    for (String word : text.strip().split("\\s+", -1)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      order.words.put(name, equals < 0 ? "on" : word.substring(equals + 1));
    }
    order.words.forEach(order::read);
    PortSettings unused = order.changed(PortSettings.DEFAULT); // says what is out of bounds
    return order;
  }

  private void read(String name, String value) {
    switch (name) {
      case "edge", "shared", "guard", "cost", "priority" -> tree.add(PortWords.tree(name, value));
      case "vlan", "trunk" -> readVlans();
      case "native" -> requireTrunk();
      case "isolated" -> {
        boolean on = PortWords.isOn(name, value);
        changes.add((bridge, port) -> port.isolated = on);
      }
      case "storm" -> {
        long rate = PortWords.rate(name, value);
        changes.add((bridge, port) -> port.storm = rate == 0 ? null : new FrameBudget(rate));
      }
      case "mirror" -> {
        sources = PortWords.numbers(name, value, SwitchSettings.MOST_PORTS);
        changes.add((bridge, port) -> bridge.duties().monitor(port, sources));
      }
      default -> readGuards(name, value);
    }
  }

  private void readGuards(String name, String value) {
    switch (name) {
      case "macs" -> {
        int most = (int) PortWords.rate(name, value);
        changes.add((bridge, port) -> port.rules.mostStations = most);
      }
      case "pin" -> {
        long[] stations = PortWords.stations(name, value);
        changes.add((bridge, port) -> bridge.duties().pin(port, stations));
      }
      case "static" -> {
        fixed = PortWords.fixed(name, value);
        changes.add((bridge, port) -> bridge.duties().fix(port, fixed));
      }
      case "ip" -> {
        int[] addresses = PortWords.addresses(name, value);
        changes.add((bridge, port) -> port.rules.addresses = addresses);
      }
      case "trust" -> {
        boolean on = PortWords.isOn(name, value);
        changes.add((bridge, port) -> port.rules.trusted = on);
      }
      default ->
          throw new IllegalArgumentException(
              "a port cannot be told '" + name + "'; " + PortWords.known());
    }
    changes.add((bridge, port) -> bridge.duties().guard(port));
  }

  /** VLANs are told together: an access port's one, or a trunk's, of which one has no tag. */
  private void readVlans() {
    String access = words.get("vlan");
    String trunk = words.get("trunk");
    String untagged = words.get("native");
    if (access != null && (trunk != null || untagged != null)) {
      throw new IllegalArgumentException(
          "vlan= is for a machine's port, trunk= and native= are for a switch's: write one of both");
    }
    if (access != null || PortWords.OFF.equals(trunk)) {
      int vlan =
          access == null ? 0 : (int) PortWords.number("vlan", access, SwitchControl.LAST_VLAN, 0);
      bareVlan = vlan;
      changes.add((bridge, port) -> bridge.setVlans(port.number, vlan, List.of()));
    } else if (trunk != null) {
      List<Integer> all = PortWords.numbers("trunk", trunk, SwitchControl.LAST_VLAN);
      int bare =
          untagged == null || untagged.equals("off")
              ? VirtualSwitch.NO_VLAN
              : (int) PortWords.number("native", untagged, SwitchControl.LAST_VLAN);
      bareVlan = bare;
      List<Integer> tagged = all.stream().filter(vlan -> vlan != bare).toList();
      changes.add((bridge, port) -> bridge.setVlans(port.number, bare, tagged));
    }
  }

  private void requireTrunk() {
    if (!words.containsKey("trunk")) {
      throw new IllegalArgumentException(
          "native="
              + words.get("native")
              + " says which VLAN of a trunk has no tag: write trunk=10,20 before");
    }
  }

  private PortSettings changed(PortSettings told) {
    PortSettings now = told;
    for (UnaryOperator<PortSettings> change : tree) {
      now = change.apply(now);
    }
    return now;
  }

  /**
   * Tells a port of {@code bridge}; on its thread.
   *
   * @return false if there is no such port
   * @throws IllegalArgumentException if the switch has no port that is named in a word; nothing is
   *     changed then
   */
  public boolean apply(VirtualSwitch bridge, int number) {
    SwitchPort port = bridge.duties().port(number);
    if (port == null) {
      return false;
    }
    bridge.duties().requireSources(number, sources);
    bridge.duties().requireVlan(number, fixed, bareVlan == null ? port.untagged : bareVlan);
    changes.forEach(change -> change.make(bridge, port));
    boolean unused = bridge.tree().configure(number, this::changed);
    note(port);
    return true;
  }

  /**
   * Tells a port only those words about which nobody said anything; they hold until its last cable
   * goes, or somebody says otherwise.
   */
  void suggest(VirtualSwitch bridge, SwitchPort port) {
    List<String> rest = new ArrayList<>(words.keySet());
    rest.removeAll(port.rules.told.keySet());
    rest.removeAll(port.rules.takenBack);
    if (!rest.isEmpty()) {
      boolean unused = parse(String.join(" ", rest)).apply(bridge, port.number);
      port.rules.suggested.addAll(rest);
    }
  }

  /** A cable went: with the last one goes what was suggested to the port. */
  static void takeBackSuggested(VirtualSwitch bridge, SwitchPort port) {
    List<String> words = List.copyOf(port.rules.suggested);
    if (port.plugs.isEmpty() && !words.isEmpty()) {
      boolean unused = parse(String.join("=off ", words) + "=off").apply(bridge, port.number);
      port.rules.takenBack.removeAll(words);
    }
  }

  /** What is said of the port from now on: words for VLANs take the place of others. */
  private void note(SwitchPort port) {
    if (words.containsKey("vlan") || words.containsKey("trunk")) {
      VLAN_WORDS.forEach(port.rules.told::remove);
    }
    port.rules.suggested.removeAll(words.keySet());
    words.forEach(
        (name, value) -> {
          if (value.equals("off")) {
            port.rules.told.remove(name);
            port.rules.takenBack.add(name);
          } else {
            port.rules.told.put(name, value);
            port.rules.takenBack.remove(name);
          }
        });
  }

  @Override
  public String toString() {
    PortRules said = new PortRules();
    said.told.putAll(words);
    return said.words();
  }
}
