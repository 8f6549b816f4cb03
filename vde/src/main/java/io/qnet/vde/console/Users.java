package io.qnet.vde.console;

import io.qnet.vde.Owner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names and numbers of users and groups: /etc/passwd and /etc/group as they were when the
 * console began.
 */
public final class Users {
  private static final int NUMBER = 2;
  private static final int LAST_OF_PASSWD = 3;
  private static final int LAST_OF_GROUP = 3;

  private final Names users = new Names();
  private final Names groups = new Names();
  private final Map<Long, Set<Long>> members = new HashMap<>();

  /** Those of the lines of /etc/passwd (passwd(5)) and of /etc/group (group(5)). */
  public Users(List<String> passwd, List<String> group) {
    for (String line : passwd) {
      String[] fields = line.split(":", -1);
      Long user = users.add(fields);
      if (user != null && fields.length > LAST_OF_PASSWD && isNumber(fields[LAST_OF_PASSWD])) {
        enter(Long.parseLong(fields[LAST_OF_PASSWD]), user);
      }
    }
    for (String line : group) {
      String[] fields = line.split(":", -1);
      Long number = groups.add(fields);
      if (number != null && fields.length > LAST_OF_GROUP) {
        for (String name : fields[LAST_OF_GROUP].split(",", -1)) {
          Long user = users.numbers.get(name);
          if (user != null) {
            enter(number, user);
          }
        }
      }
    }
  }

  private void enter(long group, long user) {
    members.computeIfAbsent(group, none -> new HashSet<>()).add(user);
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,10}");
  }

  /** A user's number, by his name or in digits; null if there is none. */
  @Nullable Long number(String name) {
    return users.number(name);
  }

  /** A user's name, or his number where it has none. */
  public String name(long number) {
    return number == Owner.NOBODY ? "NONE" : users.name(number);
  }

  /** A group's number, by its name or in digits; null if there is none. */
  @Nullable Long group(String name) {
    return groups.number(name);
  }

  String groupName(long number) {
    return groups.name(number);
  }

  /** The users whose first group it is, and those it lists. */
  Set<Long> members(long group) {
    return members.getOrDefault(group, Set.of());
  }

  /** Names and numbers of one kind; the first line counts where there are two. */
  private static final class Names {
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    /** The number in a line; null if it has none. */
    @Nullable Long add(String[] fields) {
      if (fields.length <= NUMBER || !isNumber(fields[NUMBER])) {
        return null;
      }
      long number = Long.parseLong(fields[NUMBER]);
      numbers.putIfAbsent(fields[0], number);
      names.putIfAbsent(number, fields[0]);
      return number;
    }

    @Nullable Long number(String name) {
      return isNumber(name) ? Long.valueOf(name) : numbers.get(name);
    }

    String name(long number) {
      return names.getOrDefault(number, Long.toString(number));
    }
  }
}
