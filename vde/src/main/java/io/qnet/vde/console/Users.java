package io.qnet.vde.console;

import io.qnet.vde.Owner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users' names and numbers: /etc/passwd as it was when the console began. */
public final class Users {
  private static final int NUMBER = 2;

  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  /** Those of the lines of /etc/passwd (passwd(5)). */
  public Users(List<String> lines) {
    for (String line : lines) {
      String[] fields = line.split(":", -1);
      if (fields.length > NUMBER && fields[NUMBER].matches("[0-9]{1,10}")) {
        long number = Long.parseLong(fields[NUMBER]);
        numbers.putIfAbsent(fields[0], number);
        names.putIfAbsent(number, fields[0]);
      }
    }
  }

  /** A user's number, by his name or in digits; null if there is none. */
  @Nullable Long number(String name) {
    return name.matches("[0-9]{1,10}") ? Long.valueOf(name) : numbers.get(name);
  }

  String name(long number) {
    return number == Owner.NOBODY ? "NONE" : names.getOrDefault(number, Long.toString(number));
  }
}
