package io.qnet.launcher.user;

import io.qnet.captures.PacketNotes;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import org.jspecify.annotations.Nullable;

/** Says in a capture what became of a frame that went nowhere. */
final class Fates implements PacketNotes {
  private final Drops drops;
  private @Nullable DropReason lost;

  Fates(Drops drops) {
    this.drops = drops;
  }

  /** The frame that is being handed on was lost before it reached the gateway. */
  void lost(DropReason reason) {
    lost = reason;
  }

  /** What the gateway dropped since, was handed on before. */
  void forget() {
    drops.takeLast();
  }

  @Override
  public @Nullable String received() {
    DropReason dropped = drops.takeLast();
    DropReason reason = lost == null ? dropped : lost;
    lost = null;
    return reason == null ? null : sentence(reason);
  }

  static String sentence(DropReason reason) {
    return "dropped: " + reason + ", " + reason.sentence();
  }
}
