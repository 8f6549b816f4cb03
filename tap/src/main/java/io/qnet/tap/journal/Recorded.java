package io.qnet.tap.journal;

import io.qnet.tap.host.Plan;
import java.util.Set;

/**
 * What a journal tells.
 *
 * @param place where the changes were made
 * @param plan what they are
 * @param begun how many steps were begun
 * @param complete whether all were taken
 * @param undoing whether somebody began to take them back
 * @param undone the steps that were taken back
 */
public record Recorded(
    Place place, Plan plan, int begun, boolean complete, boolean undoing, Set<Integer> undone) {
  /** Keeps a copy of its own. */
  public Recorded {
    undone = Set.copyOf(undone);
  }

  /** The name under which it is undone. */
  public String name() {
    return plan.name();
  }

  /** Whether it was applied whole, and is still in force as far as the journal knows. */
  public boolean inForce() {
    return complete && !undoing;
  }
}
