package io.qnet.tap.journal;

/**
 * A later line of a journal.
 *
 * @param event what happened
 * @param step the number of the step that it happened to, from 0; -1 for all of them
 */
record Entry(Event event, int step) {
  /** What can happen. */
  enum Event {
    /** A step is about to be taken. */
    BEGIN,
    /** All were taken. */
    COMPLETE,
    /** All are about to be taken back. */
    UNDO,
    /** A step was taken back. */
    UNDONE
  }

  static final int ALL = -1;
}
