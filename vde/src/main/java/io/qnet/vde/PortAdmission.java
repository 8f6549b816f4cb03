package io.qnet.vde;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may plug into a port: one user, the members of one group, or either of them; and root,
 * always.
 *
 * @param user the only one beside the group; null for none
 * @param group as it was said, to be shown; null for none
 * @param members of the group, when it was said
 */
record PortAdmission(@Nullable Long user, @Nullable Long group, Set<Long> members) {
  static final PortAdmission EVERYBODY = new PortAdmission(null, null, Set.of());

  PortAdmission withUser(@Nullable Long newUser) {
    return new PortAdmission(newUser, group, members);
  }

  PortAdmission withGroup(@Nullable Long newGroup, Set<Long> newMembers) {
    return new PortAdmission(user, newGroup, Set.copyOf(newMembers));
  }

  boolean admits(Owner owner) {
    return (user == null && group == null)
        || owner.user() == 0
        || (user != null && owner.user() == user)
        || members.contains(owner.user());
  }
}
