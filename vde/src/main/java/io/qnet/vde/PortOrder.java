package io.qnet.vde;

import io.qnet.vde.stp.PortSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What a port is told, in words such as {@code edge guard=bpdu}: by the command line, and while the
 * switch runs. Words that are not said leave what they are about as it is.
 */
public final class PortOrder {
  private final String words;
  private final List<UnaryOperator<PortSettings>> tree = new ArrayList<>();

  private PortOrder(String words) {
    this.words = words;
  }

  /**
   * Reads words.
   *
   * @throws IllegalArgumentException in words for whoever wrote them
   */
  public static PortOrder parse(String words) {
    PortOrder order = new PortOrder(words.strip());
    if (order.words.isEmpty()) {
      throw new IllegalArgumentException("nothing is said about the port; write edge, for example");
    }
    for (String word : order.words.split("\\s+", -1)) {
      int equals = word.indexOf('=');
      order.read(
          equals < 0 ? word : word.substring(0, equals),
          equals < 0 ? "on" : word.substring(equals + 1));
    }
    return order;
  }

  private void read(String name, String value) {
    switch (name) {
      case "edge" -> {
        boolean edge = PortWords.isOn(name, value);
        tree.add(told -> told.withEdge(edge));
      }
      case "shared" -> {
        boolean shared = PortWords.isOn(name, value);
        tree.add(told -> told.withPointToPoint(!shared));
      }
      case "guard" -> {
        PortSettings.Guard guard = guard(value);
        tree.add(told -> told.withGuard(guard));
      }
      case "cost" -> {
        long cost = PortWords.number(name, value, 200_000_000);
        tree.add(told -> told.withPathCost(cost));
      }
      case "priority" -> {
        int priority = (int) PortWords.number(name, value, 240);
        tree.add(told -> told.withPriority(priority));
      }
      default ->
          throw new IllegalArgumentException(
              "a port cannot be told '" + name + "'; " + PortWords.known());
    }
    PortSettings unused = changed(PortSettings.DEFAULT); // says what is out of bounds
  }

  private PortSettings changed(PortSettings told) {
    PortSettings now = told;
    for (UnaryOperator<PortSettings> change : tree) {
      now = change.apply(now);
    }
    return now;
  }

  private static PortSettings.Guard guard(String value) {
    return switch (value) {
      case "root" -> PortSettings.Guard.ROOT;
      case "bpdu" -> PortSettings.Guard.BPDU;
      case "filter" -> PortSettings.Guard.FILTER;
      case "off" -> PortSettings.Guard.NONE;
      default ->
          throw new IllegalArgumentException(
              "guard=" + value + ": a guard is root, bpdu, filter or off");
    };
  }

  /**
   * Tells a port of {@code bridge}; on its thread.
   *
   * @return false if there is no such port
   */
  public boolean apply(VirtualSwitch bridge, int port) {
    return bridge.tree().configure(port, this::changed);
  }

  @Override
  public String toString() {
    return words.toLowerCase(Locale.ROOT);
  }
}
