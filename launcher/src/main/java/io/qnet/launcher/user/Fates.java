package io.qnet.launcher.user;

import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import org.jspecify.annotations.Nullable;

/** Says in a capture which frames the gateway dropped, and why. */
final class Fates extends LossNotes {
  private final Drops drops;

  Fates(Drops drops) {
    this.drops = drops;
  }

  @Override
  protected @Nullable String dealtWith() {
    DropReason reason = drops.takeLast();
    return reason == null ? null : sentence(reason);
  }
}
