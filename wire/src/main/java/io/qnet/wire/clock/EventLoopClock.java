package io.qnet.wire.clock;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Real time, on a Netty event loop. */
public final class EventLoopClock implements Clock {
  private final EventLoop loop;

  /** The clock of the segment that {@code loop} owns. */
  public EventLoopClock(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public Alarm at(long deadline, Runnable task) {
    Future<?> scheduled =
        loop.schedule(task, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }
}
