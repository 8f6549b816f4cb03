package io.qnet.launcher.cli;

import java.util.List;

/** What {@code -o} may be on every listing verb. */
public final class ListForm {
  private ListForm() {}

  /** Refuses anything but {@code table} and {@code json}. */
  public static void require(String output) {
    if (!output.equals("table") && !output.equals("json")) {
      throw Failure.usage(
          "-o " + output + " is no form of list",
          "nothing was listed",
          Nearest.hint(output, List.of("table", "json")));
    }
  }
}
