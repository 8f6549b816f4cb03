package io.qnet.vde;

import io.qnet.vde.stp.PortSettings;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** How the words of a {@link PortOrder} are read. */
final class PortWords {
  static final String OFF = "off";
  static final List<String> NAMES =
      List.of(
          "edge",
          "shared",
          "guard",
          "cost",
          "priority",
          "vlan",
          "trunk",
          "native",
          "isolated",
          "storm",
          "macs",
          "pin",
          "static",
          "ip",
          "trust",
          "mirror");
  private static final long MOST_FRAMES = 10_000_000;
  private static final long MOST_COST = 200_000_000;
  private static final int MOST_PRIORITY = 240;
  private static final int MOST_VALUES = 64;

  private PortWords() {}

  static String known() {
    return "the words are " + String.join(", ", NAMES);
  }

  /** What a word about the spanning tree changes. */
  static UnaryOperator<PortSettings> tree(String name, String value) {
    return switch (name) {
      case "edge" -> {
        boolean edge = isOn(name, value);
        yield told -> told.withEdge(edge);
      }
      case "shared" -> {
        boolean shared = isOn(name, value);
        yield told -> told.withPointToPoint(!shared);
      }
      case "guard" -> {
        PortSettings.Guard guard = guard(value);
        yield told -> told.withGuard(guard);
      }
      case "cost" -> {
        long cost = number(name, value, MOST_COST, PortSettings.DEFAULT.pathCost());
        yield told -> told.withPathCost(cost);
      }
      default -> {
        int priority = (int) number(name, value, MOST_PRIORITY, PortSettings.DEFAULT.priority());
        yield told -> told.withPriority(priority);
      }
    };
  }

  private static PortSettings.Guard guard(String value) {
    return switch (value) {
      case "root" -> PortSettings.Guard.ROOT;
      case "bpdu" -> PortSettings.Guard.BPDU;
      case "filter" -> PortSettings.Guard.FILTER;
      case OFF -> PortSettings.Guard.NONE;
      default ->
          throw new IllegalArgumentException(
              "guard=" + value + ": a guard is root, bpdu, filter or off");
    };
  }

  static boolean isOn(String name, String value) {
    if (!value.equals("on") && !value.equals(OFF)) {
      throw new IllegalArgumentException(
          name + "=" + value + ": write " + name + " or " + name + "=off");
    }
    return value.equals("on");
  }

  /** A whole number from 0 to {@code most}. */
  static long number(String name, String value, long most) {
    long number = value.matches("[0-9]{1,12}") ? Long.parseLong(value) : -1;
    if (number < 0 || number > most) {
      throw new IllegalArgumentException(
          name + "=" + value + ": a whole number is needed, at most " + most);
    }
    return number;
  }

  /** A whole number from 0 to {@code most}, or what it is by itself, for off. */
  static long number(String name, String value, long most, long byItself) {
    return value.equals(OFF) ? byItself : number(name, value, most);
  }

  /** A number from 1 on, or 0 for off. */
  static long rate(String name, String value) {
    long rate = value.equals(OFF) ? 0 : number(name, value, MOST_FRAMES);
    if (rate == 0 && !value.equals(OFF)) {
      throw new IllegalArgumentException(
          name + "=0 would let nothing pass; write " + name + "=off");
    }
    return rate;
  }

  private static String[] values(String name, String value) {
    String[] values = value.split(",", -1);
    if (values.length > MOST_VALUES) {
      throw new IllegalArgumentException(name + " takes at most " + MOST_VALUES + " values");
    }
    return values;
  }

  /** Numbers with commas between them; none for off. */
  static List<Integer> numbers(String name, String value, int most) {
    List<Integer> numbers = new ArrayList<>();
    if (!value.equals(OFF)) {
      for (String each : values(name, value)) {
        numbers.add((int) number(name, each, most));
      }
    }
    return numbers;
  }

  /** Addresses of stations; none for off. */
  static long[] stations(String name, String value) {
    String[] values = value.equals(OFF) ? new String[0] : values(name, value);
    long[] stations = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      MacAddress mac = MacAddress.parse(values[i]);
      if (mac.isGroup() || mac.bits() == 0) {
        throw new IllegalArgumentException(name + "=" + values[i] + ": no station is called that");
      }
      stations[i] = mac.bits();
    }
    return stations;
  }

  /** Addresses of stations, each with a VLAN behind an {@code @} if need be; none for off. */
  static List<FixedStation> fixed(String name, String value) {
    List<FixedStation> fixed = new ArrayList<>();
    for (String each : value.equals(OFF) ? new String[0] : values(name, value)) {
      String[] parts = each.split("@", 2);
      int vlan =
          parts.length == 1
              ? FixedStation.OF_THE_PORT
              : (int) number(name, parts[1], SwitchControl.LAST_VLAN);
      fixed.add(new FixedStation(stations(name, parts[0])[0], vlan));
    }
    return List.copyOf(fixed);
  }

  /** Addresses of IPv4; none for off. */
  static int[] addresses(String name, String value) {
    String[] values = value.equals(OFF) ? new String[0] : values(name, value);
    int[] addresses = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      addresses[i] = Ipv4Address.parse(values[i]).bits();
    }
    return addresses;
  }
}
