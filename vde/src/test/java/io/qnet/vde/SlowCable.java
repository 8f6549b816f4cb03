package io.qnet.vde;

import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A cable on which frames travel for a while, and of which only so many fit on it. */
final class SlowCable {
  private final Burst burst;
  private final long delay;
  private final int room;
  private final End left;
  private final End right;
  private int travelling;
  private boolean cut;

  SlowCable(String name, Burst burst, Duration delay, int room) {
    this.burst = burst;
    this.delay = delay.toNanos();
    this.room = room;
    this.left = new End(name + ".left");
    this.right = new End(name + ".right");
    left.far = right;
    right.far = left;
  }

  Link left() {
    return left;
  }

  Link right() {
    return right;
  }

  int travelling() {
    return travelling;
  }

  /** Both ends notice that the other is gone. */
  void cut() {
    cut = true;
    left.events.onDown("cut");
    right.events.onDown("cut");
  }

  private final class End implements Link {
    private final String name;
    private final Drops drops = new Drops();
    private @Nullable End far;
    private @Nullable FrameSink inbound;
    private LinkEvents events = LinkEvents.IGNORED;
    private int onTheWay;

    End(String name) {
      this.name = name;
    }

    @Override
    public void open(FrameSink newInbound, LinkEvents newEvents) {
      inbound = newInbound;
      events = newEvents;
      burst.run(events::onUp);
    }

    @Override
    public void send(Frame frame) {
      if (onTheWay == room) {
        drops.count(DropReason.LINK_FULL, frame);
        return;
      }
      onTheWay++;
      travelling++;
      burst
          .clock()
          .at(
              burst.now() + delay,
              () -> {
                onTheWay--;
                travelling--;
                FrameSink sink = far == null || cut ? null : far.inbound;
                if (sink == null) {
                  drops.count(DropReason.NO_PEER, frame);
                } else {
                  burst.run(() -> sink.accept(frame));
                }
              });
    }

    @Override
    public void flush() {
      // frames are on their way already
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
      inbound = null;
    }
  }
}
