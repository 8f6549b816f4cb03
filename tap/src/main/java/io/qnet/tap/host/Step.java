package io.qnet.tap.host;

import java.util.List;

/**
 * One change: the kernel makes it whole, or not at all.
 *
 * @param sentence what it is for
 * @param command what makes it
 * @param undo what takes it back, in this order; empty where what is undone before it takes it away
 */
public record Step(String sentence, Command command, List<Undo> undo) {
  /** Keeps a copy of its own. */
  public Step {
    undo = List.copyOf(undo);
  }

  /** A step that {@code undo} takes back. */
  public static Step of(String sentence, Command command, Undo... undo) {
    return new Step(sentence, command, List.of(undo));
  }
}
