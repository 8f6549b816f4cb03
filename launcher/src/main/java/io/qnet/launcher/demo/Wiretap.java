package io.qnet.launcher.demo;

import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.WrappedLink;

/** A link that notes what passes, and is otherwise the one it wraps. */
final class Wiretap extends WrappedLink {
  private final Chronicle<Seen> seen;

  Wiretap(Link link, Chronicle<Seen> seen) {
    super(link);
    this.seen = seen;
  }

  @Override
  public void open(FrameSink inbound, LinkEvents events) {
    link.open(
        frame -> {
          seen.add(FrameWords.of(true, frame.octets()));
          inbound.accept(frame);
        },
        events);
  }

  @Override
  public void send(Frame frame) {
    seen.add(FrameWords.of(false, frame.octets()));
    link.send(frame);
  }
}
