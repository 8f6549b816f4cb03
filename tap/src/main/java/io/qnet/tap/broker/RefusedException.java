package io.qnet.tap.broker;

/** No port of a bridge: the line that QEMU's helper would print, and what to do about it. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String hint;

  /**
   * A refusal.
   *
   * @param line as QEMU's helper has it: what people search for
   * @param hint why, and what to type
   */
  public RefusedException(String line, String hint) {
    super(line);
    this.hint = hint;
  }

  RefusedException(String line, String hint, Throwable cause) {
    super(line, cause);
    this.hint = hint;
  }

  /** As QEMU's helper has it. */
  public String line() {
    return String.valueOf(getMessage());
  }

  /** Why, and what to type. */
  public String hint() {
    return hint;
  }
}
