package io.qnet.captures;

import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.WrappedLink;

/**
 * A link whose frames are captured, both ways, and which is otherwise the link it wraps.
 *
 * <p>Frames are copied as they pass; they are not retained, changed or delayed. Closing the link
 * closes the one it wraps, not the file.
 */
public final class TappedLink extends WrappedLink {
  private final InterfaceTap tap;
  private final Burst burst;
  private final PacketNotes notes;

  /** Captures {@code link} to {@code file}, with nothing to say about its packets. */
  public TappedLink(Link link, CaptureFile file, Burst burst) {
    this(link, file, burst, "", PacketNotes.NONE);
  }

  /**
   * Captures {@code link} to {@code file}, as an interface of the link's name.
   *
   * @param burst of the link's segment: packets bear its time
   * @param description what the link is, for people; empty for none
   * @param notes becomes the packets' comments
   */
  public TappedLink(
      Link link, CaptureFile file, Burst burst, String description, PacketNotes notes) {
    super(link);
    this.burst = burst;
    this.notes = notes;
    this.tap = file.addInterface(link.name(), description, burst.clock());
  }

  @Override
  public void open(FrameSink inbound, LinkEvents events) {
    link.open(frame -> deliver(inbound, frame), events);
  }

  private void deliver(FrameSink inbound, Frame frame) {
    if (!tap.begin(frame, burst.now())) {
      tap.packet(Direction.INBOUND, frame, burst.now(), null);
      inbound.accept(frame);
      return;
    }
    try {
      inbound.accept(frame);
    } finally {
      tap.end(Direction.INBOUND, notes.received());
    }
  }

  @Override
  public void send(Frame frame) {
    tap.packet(Direction.OUTBOUND, frame, burst.now(), notes.sent());
    link.send(frame);
  }

  /**
   * Notes a frame that was on its way here and will not arrive.
   *
   * @param frame borrowed
   * @param comment what became of it
   */
  public void lost(Frame frame, String comment) {
    tap.packet(Direction.OUTBOUND, frame, burst.now(), comment);
  }
}
