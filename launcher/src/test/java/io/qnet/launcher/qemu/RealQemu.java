package io.qnet.launcher.qemu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The QEMU of this host. */
public final class RealQemu {
  private RealQemu() {}

  /** Skips the test, visibly, where there is none. */
  public static void need() {
    assumeTrue(
        Program.find("qemu-system-x86_64", System.getenv()).isPresent(),
        "SKIPPED: no qemu-system-x86_64 on this host; apt-get install qemu-system-x86");
  }
}
