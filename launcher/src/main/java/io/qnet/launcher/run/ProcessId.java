package io.qnet.launcher.run;

import io.qnet.posix.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param pid its number
 * @param startTime when it started, in clock ticks since the machine did (proc_pid_stat(5), field
 *     22)
 */
record ProcessId(long pid, long startTime) {
  private static final int STATE = 3;
  private static final int START_TIME = 22;

  /** This process. */
  static ProcessId ofSelf() throws IOException {
    // proc(5): a link to the number. ProcessHandle would first set up the threads that reap
    // children.
    long pid = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
    return new ProcessId(pid, startTime(pid));
  }

  /** Whether this very process still runs. */
  boolean isAlive() {
    long now = startTime(pid);
    return now >= 0 && now == startTime;
  }

  /**
   * The start time of whatever process has this number; -1 if none has, or it has ended and only
   * waits for its parent to ask.
   */
  private static long startTime(long pid) {
    try {
      String stat = KernelText.read(Path.of("/proc", Long.toString(pid), "stat"));
      // The name, field 2, is in parentheses and may contain anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].matches("[ZXx]") ? -1 : Long.parseLong(fields[START_TIME - STATE]);
    } catch (IOException gone) {
      return -1;
    }
  }
}
