package io.qnet.launcher.lab;

import java.util.List;

/**
 * A lab: what a lab file says.
 *
 * @param machines in the order of the file
 */
public record Lab(List<LabMachine> machines) {
  /** Keeps a copy of its own. */
  public Lab {
    machines = List.copyOf(machines);
  }
}
