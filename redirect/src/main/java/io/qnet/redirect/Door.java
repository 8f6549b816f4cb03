package io.qnet.redirect;

/** An open rule. */
interface Door {
  /** The rule as it stands: with the port that was free. */
  ForwardRule rule();

  /** Lets nobody in any more; who is in may stay where that has an end of its own. */
  void close();
}
