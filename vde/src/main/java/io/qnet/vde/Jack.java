package io.qnet.vde;

import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A port for something in the same segment, without a socket in between: the inner end is plugged
 * into the switch, the outer end is given to a gateway.
 *
 * <p>Towards the gateway a frame goes at once. What the gateway sends waits for the end of the
 * burst, so that neither is called in the middle of its own work.
 */
final class Jack {
  /** Frames of one burst that wait for its end. */
  private static final int MOST_WAITING = 16_384;

  private final String name;
  private final Offloads offloads;
  private final Burst burst;
  private final Drops drops = new Drops();
  private final Inner inner = new Inner();
  private final Outer outer = new Outer();

  Jack(String name, Offloads offloads, Burst burst) {
    this.name = name;
    this.offloads = offloads;
    this.burst = burst;
  }

  Link inner() {
    return inner;
  }

  Link outer() {
    return outer;
  }

  /** What both ends have in common. */
  private abstract class End implements Link {
    @Nullable FrameSink inbound;
    LinkEvents events = LinkEvents.IGNORED;

    @Override
    public void open(FrameSink newInbound, LinkEvents newEvents) {
      inbound = newInbound;
      events = newEvents;
      if (inner.inbound != null && outer.inbound != null) {
        burst.run(inner.events::onUp);
        burst.run(outer.events::onUp);
      }
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public Offloads offloads() {
      return offloads;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Drops drops() {
      return drops;
    }

    @Override
    public void close() {
      if (inbound != null) {
        inbound = null;
        End other = this == inner ? outer : inner;
        if (other.inbound != null) {
          burst.run(() -> other.events.onDown("the other end is closed"));
        }
      }
    }
  }

  private final class Inner extends End {
    @Override
    public void send(Frame frame) {
      FrameSink gateway = outer.inbound;
      if (gateway == null) {
        drops.count(DropReason.NO_PEER, frame);
      } else {
        gateway.accept(frame);
      }
    }

    @Override
    public void flush() {
      // nothing waits in this direction
    }
  }

  private final class Outer extends End {
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private boolean touched;

    @Override
    public void send(Frame frame) {
      if (waiting.size() >= MOST_WAITING) {
        drops.count(DropReason.LINK_FULL, frame);
        return;
      }
      if (!touched) {
        touched = true;
        burst.touch(this);
      }
      waiting.add(frame);
    }

    @Override
    public void flush() {
      touched = false;
      for (Frame frame = waiting.poll(); frame != null; frame = waiting.poll()) {
        FrameSink port = inner.inbound;
        if (port == null) {
          drops.count(DropReason.NO_PEER, frame);
        } else {
          port.accept(frame);
        }
      }
    }
  }
}
