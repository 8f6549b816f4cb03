package io.qnet.launcher.user;

import io.qnet.launcher.cli.Nearest;
import java.util.List;

/** Values that several options have. */
final class Values {
  private Values() {}

  /** QEMU's words for a switch. */
  static boolean onOrOff(String value) {
    return switch (value) {
      case "on", "yes", "true", "y" -> true;
      case "off", "no", "false", "n" -> false;
      default ->
          throw new IllegalArgumentException(
              "'"
                  + value
                  + "' is neither on nor off; "
                  + Nearest.hint(value, List.of("on", "off")));
    };
  }

  /** A decimal number from {@code least} to {@code most}. */
  static int number(String what, String value, int least, int most) {
    int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "%s is between %d and %d, but got '%s'".formatted(what, least, most, value));
    }
    return number;
  }

  /** One of a few words. */
  static String oneOf(String value, List<String> words) {
    if (!words.contains(value)) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is not one of "
              + String.join(", ", words)
              + "; "
              + Nearest.hint(value, words));
    }
    return value;
  }
}
