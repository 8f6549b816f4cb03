package io.qnet.launcher.qmp;

import java.io.IOException;

/** A command that QEMU refused, did not answer, or could not be asked; the message is its own. */
public final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * What went wrong.
   *
   * @param kind QEMU's class of error, GenericError or CommandNotFound; empty if it is not QEMU's
   */
  QmpException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** QEMU's class of error; empty if QEMU did not say anything. */
  public String kind() {
    return kind;
  }
}
