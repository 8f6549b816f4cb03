package io.qnet.launcher.fabric;

import io.qnet.captures.PacketNotes;
import io.qnet.vde.VirtualSwitch;

/** Says in a capture what the switch did with each frame. */
final class Fates implements PacketNotes {
  private final VirtualSwitch bridge;

  Fates(VirtualSwitch bridge) {
    this.bridge = bridge;
  }

  @Override
  public String received() {
    return bridge.lastFate();
  }
}
