package io.qnet.vde;

import java.util.List;

/** How the words of a {@link PortOrder} are read. */
final class PortWords {
  private static final List<String> KNOWN = List.of("edge", "shared", "guard", "cost", "priority");

  private PortWords() {}

  static String known() {
    return "the words are " + String.join(", ", KNOWN);
  }

  static boolean isOn(String name, String value) {
    if (!value.equals("on") && !value.equals("off")) {
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
}
