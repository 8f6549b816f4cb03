package io.qnet.launcher.vm;

import java.time.Duration;
import java.util.Locale;

/** How a machine that was told to stop ended. */
public enum MachineEnd {
  /** Its guest powered off. */
  POWERED_OFF,
  /** QEMU ended before its time, and not by the guest's doing. */
  QUIT,
  /** QEMU was told to quit. */
  ENDED,
  /** QEMU did not answer. */
  KILLED;

  /** The event that its guest was asked to power off. */
  public static final String STOPPING = "machine.stopping";

  /** The event that it has ended. */
  public static final String STOPPED = "machine.stopped";

  /** As events have it: {@code powered-off}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What is told of it.
   *
   * @param grace what the guest was given; zero did not ask it
   * @param pulled whether somebody pulled the plug
   */
  String sentence(Duration grace, boolean pulled) {
    if (this == POWERED_OFF) {
      return "the guest powered off";
    }
    if (this == QUIT) {
      return "QEMU ended meanwhile, and not by the guest's doing";
    }
    String why =
        pulled
            ? "the plug was pulled"
            : grace.isZero()
                ? "the guest was not asked"
                : "the guest did not power off within " + grace.toSeconds() + " s";
    return why + (this == ENDED ? ": it was ended" : ", and QEMU does not answer: it was killed");
  }
}
