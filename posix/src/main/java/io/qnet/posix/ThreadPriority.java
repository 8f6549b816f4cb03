package io.qnet.posix;

import com.sun.jna.Native;

/** How much of a busy processor the calling thread gets. */
public final class ThreadPriority {
  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;

  private ThreadPriority() {}

  /**
   * Lets others go first: sets the niceness of the calling thread, and of no other (setpriority(2),
   * which Linux reads as one of a thread). Needs no privilege; the first use loads JNA.
   *
   * @param nice 1 to 19, the most modest
   * @throws PosixException if the kernel refuses
   */
  public static void lower(int nice) throws PosixException {
    if (Libc.setpriority(PRIO_PROCESS, CALLING_THREAD, nice) != 0) {
      throw PosixException.of(
          "setpriority",
          Native.getLastError(),
          "the thread takes as much of a busy processor as any other",
          "nothing has to be done: it works, and slows others down");
    }
  }
}
