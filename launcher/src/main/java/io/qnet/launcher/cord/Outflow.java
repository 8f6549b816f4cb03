package io.qnet.launcher.cord;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.vde.plug.StreamCutter;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** Frames on their way to an output that may be slow: what does not fit drops. */
final class Outflow implements AutoCloseable {
  /** Octets that may wait, as for every link. */
  private static final int MOST_WAITING = 4 << 20;

  private final OutputStream out;
  private final Runnable ended;
  private final Drops drops;
  private final Object lock = new Object();
  private ByteBuf waiting = Unpooled.buffer();
  private boolean closed;

  /**
   * Writes to {@code out} on a thread of its own.
   *
   * @param drops of the link that the frames come from; used by its thread only
   * @param ended told, on that thread, when nobody reads any more
   */
  Outflow(OutputStream out, Drops drops, Runnable ended) {
    this.out = out;
    this.drops = drops;
    this.ended = ended;
    Thread writer = new Thread(this::write, "qnet-plug-out");
    writer.setDaemon(true);
    writer.start();
  }

  /** Takes a frame over. */
  void accept(Frame frame) {
    synchronized (lock) {
      if (closed || frame.length() > StreamCutter.MAX_FRAME) {
        drops.count(closed ? DropReason.NO_PEER : DropReason.OVERSIZE, frame);
        return;
      }
      if (waiting.readableBytes() > MOST_WAITING) {
        drops.count(DropReason.LINK_FULL, frame);
        return;
      }
      StreamCutter.write(frame, waiting);
      frame.release();
      lock.notifyAll();
    }
  }

  private void write() {
    ByteBuf batch = Unpooled.buffer();
    try {
      while (true) {
        synchronized (lock) {
          while (!waiting.isReadable() && !closed) {
            lock.wait();
          }
          if (closed) {
            return;
          }
          ByteBuf full = waiting;
          waiting = batch.clear();
          batch = full;
        }
        out.write(batch.array(), batch.arrayOffset() + batch.readerIndex(), batch.readableBytes());
        out.flush();
      }
    } catch (IOException nobodyReads) {
      ended.run();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }
}
