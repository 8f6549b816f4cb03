package io.qnet.wire.impair;

import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;

/** Who sees what an {@link ImpairedLink} does to frames; for captures. On the segment's loop. */
public interface Witness {
  /** Nobody looks. */
  Witness NONE = new Witness() {};

  /**
   * A frame goes no further.
   *
   * @param toMachine whether it was on its way to the machine
   * @param frame borrowed
   */
  default void lost(boolean toMachine, Frame frame, DropReason reason) {}

  /** Frames of the machine that had to wait have been handed on. */
  default void arrivedLate() {}
}
