package io.qnet.tap.acl;

import org.jspecify.annotations.Nullable;

/** The groups of this host. */
@FunctionalInterface
public interface Groups {
  /** The number of the group {@code name}; null if there is none. */
  @Nullable Integer number(String name);
}
