package io.qnet.launcher.qemu;

import java.io.IOException;

/** A machine that did not do what was waited for; the message has QEMU's own words. */
public final class QemuException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what failed, and what QEMU and the machine said. */
  public QemuException(String message) {
    super(message);
  }
}
