package io.qnet.captures;

import org.jspecify.annotations.Nullable;

/**
 * What there is to say about the packets of a tapped link: each one's fate, as a sentence for its
 * comment. Both are asked for every frame, on the segment's event loop.
 */
public interface PacketNotes {
  /** Nothing to say. */
  PacketNotes NONE = new PacketNotes() {};

  /** About the frame that came in and has just been dealt with; null for nothing. */
  default @Nullable String received() {
    return null;
  }

  /** About the frame that is about to go out; null for nothing. */
  default @Nullable String sent() {
    return null;
  }
}
