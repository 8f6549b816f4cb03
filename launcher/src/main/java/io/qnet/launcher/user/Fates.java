package io.qnet.launcher.user;

import io.qnet.captures.PacketNotes;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import org.jspecify.annotations.Nullable;

/** Says in a capture what became of a frame that went nowhere. */
final class Fates implements PacketNotes {
  private final Drops drops;

  Fates(Drops drops) {
    this.drops = drops;
  }

  @Override
  public @Nullable String received() {
    DropReason reason = drops.takeLast();
    return reason == null ? null : "dropped: " + reason + ", " + reason.sentence();
  }
}
