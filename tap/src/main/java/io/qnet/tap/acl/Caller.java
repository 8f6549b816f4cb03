package io.qnet.tap.acl;

import java.util.Set;

/**
 * Who asks for a bridge.
 *
 * @param pid its process
 * @param uid its user
 * @param user that user's name
 * @param groups the numbers of all of its groups
 */
public record Caller(int pid, int uid, String user, Set<Integer> groups) {
  /** Keeps a copy of its own. */
  public Caller {
    groups = Set.copyOf(groups);
  }

  /** Whether a rule about the user {@code name}, or number, is about this one. */
  boolean isUser(String name) {
    return name.equals(user) || name.equals(Integer.toUnsignedString(uid));
  }
}
