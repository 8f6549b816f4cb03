package io.qnet.launcher.fabric;

import io.qnet.launcher.user.LossNotes;
import io.qnet.vde.VirtualSwitch;

/** Says in a capture what the switch did with each frame. */
final class Fates extends LossNotes {
  private final VirtualSwitch bridge;

  Fates(VirtualSwitch bridge) {
    this.bridge = bridge;
  }

  @Override
  protected String dealtWith() {
    return bridge.takeFate();
  }
}
