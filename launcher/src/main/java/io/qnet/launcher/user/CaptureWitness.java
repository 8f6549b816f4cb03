package io.qnet.launcher.user;

import io.qnet.captures.TappedLink;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.impair.Witness;

/** Sees to it that a capture has the frames that an impaired link loses, and says so of each. */
record CaptureWitness(TappedLink link, Fates fates) implements Witness {
  @Override
  public void lost(boolean toMachine, Frame frame, DropReason reason) {
    if (toMachine) {
      link.lost(frame, Fates.sentence(reason));
    } else {
      fates.lost(reason);
    }
  }

  @Override
  public void arrivedLate() {
    fates.forget();
  }
}
