package io.qnet.launcher.lab;

import io.qnet.launcher.cli.Failure;
import java.util.regex.Pattern;

/**
 * Words that have a program of this host started. A file that came from somebody else shall not,
 * unless who starts it says so.
 */
final class Commands {
  /** {@code guestfwd=...-cmd:PROGRAM}, and the helper of a bridge. */
  private static final Pattern OF_A_NETWORK = Pattern.compile("guestfwd=.*-cmd:|(^|,)helper=");

  /** The same of QEMU's own words, and what else of them reads or runs more of the host. */
  private static final Pattern OF_QEMU =
      Pattern.compile(
          "guestfwd=.*-cmd:|(^|,)helper=|(^|,)(down)?script=(?!no(,|$))|^exec:|^--?(plugin|readconfig)$");

  private Commands() {}

  /** Refuses {@code value} if it starts a program. */
  static void refuse(LabKey key, String value) {
    boolean starts =
        switch (key) {
          case NET -> OF_A_NETWORK.matcher(value).find();
          case QEMU -> OF_QEMU.matcher(value).find();
          default -> false;
        };
    if (starts) {
      throw Failure.usage(
          Mistakes.quoted(value) + " starts a program of this host",
          "no machine was started",
          "if this file may do that, add --allow-commands");
    }
  }
}
