package io.qnet.tap.acl;

import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * One line of a list.
 *
 * @param subject whom it is about
 * @param name the user's or group's name or number; empty for everybody
 * @param verb what it says
 * @param bridge of which bridge; {@code all} for each
 * @param mac the address, of a {@link Verb#MAC}
 * @param place where it is written, as in {@code /etc/qemu/bridge.conf:3}
 */
record Rule(
    Subject subject,
    String name,
    Verb verb,
    String bridge,
    @Nullable MacAddress mac,
    String place) {
  private static final String EVERY = "all";

  /** Whom a rule can be about. */
  enum Subject {
    EVERYBODY,
    USER,
    GROUP
  }

  /** What a rule can say. */
  enum Verb {
    ALLOW,
    DENY,
    /** The machine has this address, and no other. */
    MAC
  }

  boolean isAbout(String wanted, Caller caller, Groups groups) {
    if (!bridge.equals(EVERY) && !bridge.equals(wanted)) {
      return false;
    }
    return switch (subject) {
      case EVERYBODY -> true;
      case USER -> caller.isUser(name);
      case GROUP -> isMember(caller, groups);
    };
  }

  private boolean isMember(Caller caller, Groups groups) {
    Integer number = groups.number(name);
    return number != null && caller.groups().contains(number);
  }
}
