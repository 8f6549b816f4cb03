package io.qnet.redirect;

/** An open rule. */
interface Door {
  /** The rule as it stands: with the port that was free. */
  ForwardRule rule();

  /** How many clients are in; from any thread. */
  int connections();

  /**
   * Lets nobody in any more.
   *
   * @param cut whether who is in is put out; else it may stay where that has an end of its own
   */
  void close(boolean cut);
}
