package io.qnet.launcher.qemu;

import java.io.IOException;

/**
 * A program, package or privilege that is needed is missing. The command line ends with exit code 3
 * and prints the message: what is missing, what that means, and the command that provides it.
 */
public final class MissingProgramException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String meaning;
  private final String remedy;

  /**
   * What is missing.
   *
   * @param what what is missing, "qemu-system-x86_64 is not installed"
   * @param meaning what the user cannot have without it, "no machine can be started"
   * @param remedy the command that provides it, "apt-get install qemu-system-x86"
   */
  public MissingProgramException(String what, String meaning, String remedy) {
    super(what + ": " + meaning + "; to get it: " + remedy);
    this.what = what;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** What is missing. */
  public String what() {
    return what;
  }

  /** What the user cannot have without it. */
  public String meaning() {
    return meaning;
  }

  /** The command that provides what is missing. */
  public String remedy() {
    return remedy;
  }
}
