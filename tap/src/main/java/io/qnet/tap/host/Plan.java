package io.qnet.tap.host;

import java.util.List;

/**
 * What is going to be done to the host.
 *
 * @param name under which it is undone
 * @param what the words that asked for it, such as {@code network lab --nat}
 * @param steps in the order in which they are taken
 * @param forwardsFor the bridge for which the host has to forward packets; empty for none. The
 *     steps of that are common to all that need it, see {@link Forwarding}
 * @param notes what the user should know of this host
 */
public record Plan(
    String name, String what, List<Step> steps, String forwardsFor, List<String> notes) {
  /** Keeps copies of its own. */
  public Plan {
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
  }

  /** Whether the host has to forward packets for it. */
  public boolean forwards() {
    return !forwardsFor.isEmpty();
  }

  /** The same with other steps. */
  public Plan with(List<Step> others) {
    return new Plan(name, what, others, forwardsFor, notes);
  }
}
