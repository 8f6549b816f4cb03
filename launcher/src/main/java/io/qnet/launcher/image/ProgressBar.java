package io.qnet.launcher.image;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A bar on stderr, if that is a terminal: one line that is written over and over, then erased. */
final class ProgressBar {
  private static final int WIDTH = 40;

  private final PrintStream err;
  private final boolean shown;
  private int last = -1;

  ProgressBar(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** Whether descriptor 2 is a terminal. */
  static boolean stderrIsTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Draws {@code percent}, if that is another picture than the last. */
  void at(double percent) {
    int tenths = (int) (percent * 10);
    if (shown && tenths != last) {
      last = tenths;
      int full = Math.min(WIDTH, (int) (percent * WIDTH / 100));
      err.print(
          String.format(
              Locale.ROOT,
              "\r[%s%s] %5.1f%%",
              "#".repeat(full),
              " ".repeat(WIDTH - full),
              percent));
      err.flush();
    }
  }

  void end() {
    if (last >= 0) {
      err.print("\r" + " ".repeat(WIDTH + 9) + "\r");
      err.flush();
    }
  }
}
