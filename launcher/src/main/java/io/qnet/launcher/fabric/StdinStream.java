package io.qnet.launcher.fabric;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.ByteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Standard input and output as a stream, for the console of a switch in the foreground. */
final class StdinStream implements ByteStream {
  private static final int LONGEST_READ = 4096;

  /** Octets that standard output may leave unread before the console is told that it is full. */
  private static final long MOST_UNWRITTEN = 1 << 16;

  private final InputStream in;
  private final PrintStream out;
  private final Consumer<Runnable> loop;
  private final Executor writer;
  private final Runnable ended;
  private final AtomicLong unwritten = new AtomicLong();
  private final AtomicBoolean full = new AtomicBoolean();
  private boolean paused;
  private volatile @Nullable Reader reader;

  /**
   * A stream.
   *
   * @param loop runs what was read on the switch's thread
   * @param writer runs what writes, one after the other
   * @param ended told when there is no more to read, or the console says so
   */
  StdinStream(
      InputStream in, PrintStream out, Consumer<Runnable> loop, Executor writer, Runnable ended) {
    this.in = in;
    this.out = out;
    this.loop = loop;
    this.writer = writer;
    this.ended = ended;
  }

  @Override
  public void open(Reader newReader) {
    reader = newReader;
    Thread thread = new Thread(() -> read(newReader), "qnet-stdin");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(Reader to) {
    byte[] octets = new byte[LONGEST_READ];
    try {
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        ByteBuf copy = Unpooled.copiedBuffer(octets, 0, n);
        CountDownLatch taken = new CountDownLatch(1);
        loop.accept(
            () -> {
              to.onBytes(copy);
              taken.countDown();
            });
        taken.await();
        awaitResume();
      }
    } catch (IOException | InterruptedException gone) {
      // as at the end
    }
    loop.accept(
        () -> {
          to.onEnd();
          end();
        });
  }

  private synchronized void awaitResume() throws InterruptedException {
    while (paused) {
      wait();
    }
  }

  @Override
  public boolean write(ByteBuf octets) {
    byte[] copy = new byte[octets.readableBytes()];
    octets.readBytes(copy).release();
    boolean room = unwritten.addAndGet(copy.length) < MOST_UNWRITTEN;
    if (!room) {
      full.set(true);
    }
    writer.execute(() -> put(copy));
    return room;
  }

  private void put(byte[] octets) {
    out.write(octets, 0, octets.length);
    out.flush();
    boolean drained = unwritten.addAndGet(-octets.length) == 0;
    Reader to = reader;
    if (drained && to != null && full.compareAndSet(true, false)) {
      loop.accept(to::onWritable);
    }
  }

  @Override
  public long pending() {
    return unwritten.get();
  }

  @Override
  public synchronized void pause() {
    paused = true;
  }

  @Override
  public synchronized void resume() {
    paused = false;
    notifyAll();
  }

  @Override
  public void end() {
    writer.execute(ended);
  }

  @Override
  public void abort(Reason reason) {
    end();
  }
}
