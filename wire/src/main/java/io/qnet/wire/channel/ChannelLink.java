package io.qnet.wire.channel;

import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What links over sockets have in common. */
abstract class ChannelLink implements Link {
  /** Octets that may wait for a peer that does not read; the next frame drops. */
  static final long MOST_WAITING = 4 << 20;

  /** Enough for more than one of the longest frames, which the system's default is not. */
  static final int SOCKET_BUFFER = 4 << 20;

  static final int READ_BUFFER = 256 << 10;

  final Logger log = LoggerFactory.getLogger(getClass());
  final Loop loop;
  final Burst burst;
  final Drops drops = new Drops();
  private final String name;
  private @Nullable FrameSink inbound;
  private LinkEvents events = LinkEvents.IGNORED;
  private boolean touched;
  private boolean closed;
  private long faults;

  ChannelLink(Loop loop, String name) {
    this.loop = loop;
    this.burst = loop.burst();
    this.name = name;
  }

  @Override
  public final void open(FrameSink newInbound, LinkEvents newEvents) {
    if (inbound != null || closed) {
      throw new IllegalStateException(name + " was opened or closed before");
    }
    inbound = newInbound;
    events = newEvents;
    start();
  }

  @Override
  public final void send(Frame frame) {
    DropReason reason = closed ? DropReason.NO_PEER : refusal(frame);
    if (reason != null) {
      drops.count(reason, frame);
      return;
    }
    if (!touched) {
      touched = true;
      burst.touch(this);
    }
    enqueue(frame);
  }

  @Override
  public final void flush() {
    touched = false;
    if (!closed) {
      flushQueue();
    }
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Drops drops() {
    return drops;
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      stop();
    }
  }

  final boolean isClosed() {
    return closed;
  }

  /** Begins to receive. */
  abstract void start();

  /** Why the frame cannot be sent now, or null. */
  abstract @Nullable DropReason refusal(Frame frame);

  /** Takes a frame that {@link #refusal} did not refuse. */
  abstract void enqueue(Frame frame);

  abstract void flushQueue();

  abstract void stop();

  /** Hands a frame that arrived to the receiver; a receiver that throws costs this frame only. */
  final void deliver(Frame frame) {
    FrameSink receiver = inbound;
    if (receiver == null || closed) {
      frame.release();
      return;
    }
    try {
      receiver.accept(frame);
    } catch (Throwable failure) {
      drops.count(DropReason.FAULT);
      fault(failure);
    }
  }

  final void up() {
    guarded(events::onUp);
  }

  final void down(String why) {
    log.info("{}: {}", name, why);
    guarded(() -> events.onDown(why));
  }

  final void writableAgain() {
    guarded(events::onWritable);
  }

  /** Does {@code work} in a burst; what is thrown is logged, and the port goes on. */
  final void guarded(Runnable work) {
    if (closed) {
      return;
    }
    try {
      burst.run(work);
    } catch (Throwable failure) {
      fault(failure);
    }
  }

  /** Logs an error of ours: the first, the second, the fourth, ... so that no peer fills a disk. */
  final void fault(Throwable failure) {
    if (Long.bitCount(++faults) == 1) {
      log.error("{}: fault number {}, the port goes on", name, faults, failure);
    }
  }
}
