package io.qnet.launcher.fabric;

import io.qnet.launcher.cli.Nearest;
import io.qnet.vde.PortOrder;
import java.util.List;

/** What to write in place of words that a port cannot be told. */
public final class RuleHint {
  private RuleHint() {}

  /** The word that is nearest to the first that is none; else where all are explained. */
  public static String of(String words) {
    List<String> names = PortOrder.names();
    for (String word : words.strip().split("\\s+", -1)) {
      String name = word.replaceFirst("=.*", "");
      if (!names.contains(name)) {
        return Nearest.to(name, names)
            .map(near -> "did you mean " + near + "? All are in qnet switch set --help")
            .orElse("qnet switch set --help");
      }
    }
    return "qnet switch set --help";
  }
}
