package io.qnet.launcher.demo;

/** A step of the tour did not go as it has to. */
final class StepFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** With one sentence that says what was seen instead. */
  StepFailure(String what) {
    super(what);
  }

  /** Fails unless {@code true}. */
  static void unless(boolean fine, String what) throws StepFailure {
    if (!fine) {
      throw new StepFailure(what);
    }
  }
}
