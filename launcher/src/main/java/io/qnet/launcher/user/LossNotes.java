package io.qnet.launcher.user;

import io.qnet.captures.PacketNotes;
import io.qnet.captures.TappedLink;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.impair.Witness;
import org.jspecify.annotations.Nullable;

/**
 * What a capture says of each frame that came in: what was done with it, or that the link lost it
 * before. One for each link, whose impaired end is nearer to whoever deals with the frames.
 */
public abstract class LossNotes implements PacketNotes {
  private @Nullable DropReason lost;

  /** What was done with the last frame since this was asked; null or empty for nothing. */
  protected abstract @Nullable String dealtWith();

  @Override
  public final @Nullable String received() {
    String fate = dealtWith();
    DropReason reason = lost;
    lost = null;
    return reason == null ? fate : sentence(reason);
  }

  /** Sees to it that the capture of {@code link} has the frames that an impairment loses. */
  public final Witness witness(TappedLink link) {
    return new Witness() {
      @Override
      public void lost(boolean toMachine, Frame frame, DropReason reason) {
        if (toMachine) {
          link.lost(frame, sentence(reason));
        } else {
          lost = reason;
        }
      }

      @Override
      public void arrivedLate() {
        String unused = dealtWith(); // of frames that were captured before
      }
    };
  }

  static String sentence(DropReason reason) {
    return "dropped: " + reason + ", " + reason.sentence();
  }
}
