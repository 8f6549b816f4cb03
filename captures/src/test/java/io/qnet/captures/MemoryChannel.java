package io.qnet.captures;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A file in memory, whose disk can be made to hang or to fail. */
final class MemoryChannel implements WritableByteChannel {
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final LinkedBlockingQueue<Integer> writes = new LinkedBlockingQueue<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile String failure = "";
  private volatile boolean open = true;

  @Override
  public int write(ByteBuffer source) throws IOException {
    int length = source.remaining();
    writes.add(length);
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
    byte[] copy = new byte[length];
    source.get(copy);
    synchronized (octets) {
      octets.writeBytes(copy);
    }
    return length;
  }

  /** From now on writes hang. */
  void hang() {
    gate = new CountDownLatch(1);
  }

  /** Hanging writes go on. */
  void goOn() {
    gate.countDown();
  }

  /** From now on writes fail. */
  void fail(String reason) {
    failure = reason;
  }

  /** Waits for the next write to begin. */
  int awaitWrite() {
    try {
      Integer length = writes.poll(60, TimeUnit.SECONDS);
      if (length == null) {
        throw new AssertionError("nothing was written");
      }
      return length;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a write has begun that nobody waited for. */
  boolean wrote() {
    return !writes.isEmpty();
  }

  /** All that was written. */
  byte[] octets() {
    synchronized (octets) {
      return octets.toByteArray();
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
