package io.qnet.wire.kit;

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
 * Two links back to back, without a kernel between them: what one end is sent, the other end
 * brings, at the end of the burst. Both ends belong to the same segment.
 */
public final class Cable {
  private final Burst burst;
  private final End left;
  private final End right;

  /** A cable whose ends are named {@code name.left} and {@code name.right}. */
  public Cable(String name, Burst burst) {
    this.burst = burst;
    this.left = new End(name + ".left");
    this.right = new End(name + ".right");
    left.far = right;
    right.far = left;
  }

  /** One end. */
  public Link left() {
    return left;
  }

  /** The other end. */
  public Link right() {
    return right;
  }

  private final class End implements Link {
    private final String name;
    private final Drops drops = new Drops();
    private final ArrayDeque<Frame> queue = new ArrayDeque<>();
    private @Nullable End far;
    private @Nullable FrameSink inbound;
    private boolean touched;

    End(String name) {
      this.name = name;
    }

    @Override
    public void open(FrameSink newInbound, LinkEvents events) {
      inbound = newInbound;
      burst.run(events::onUp);
    }

    @Override
    public void send(Frame frame) {
      queue.add(frame);
      if (!touched) {
        burst.touch(this);
        touched = true;
      }
    }

    @Override
    public void flush() {
      touched = false;
      FrameSink sink = far == null ? null : far.inbound;
      for (Frame frame = queue.poll(); frame != null; frame = queue.poll()) {
        if (sink == null) {
          drops.count(DropReason.NO_PEER, frame);
        } else {
          sink.accept(frame);
        }
      }
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public Offloads offloads() {
      return Offloads.PLAIN;
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
      queue.forEach(Frame::release);
      queue.clear();
      inbound = null;
    }
  }
}
