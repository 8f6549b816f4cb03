package io.qnet.slirp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Buffers that were collected as garbage without having been released. */
final class Leaks implements AutoCloseable {
  private final List<String> found = new CopyOnWriteArrayList<>();

  /** Begins to listen to Netty's detector; one at a time. */
  Leaks() {
    ByteBufUtil.setLeakListener((type, records) -> found.add(type + records));
  }

  /** What was leaked until now by those who hold no buffer any more. */
  List<String> found() throws InterruptedException {
    for (int i = 0; i < 2; i++) { // references of one collection need not arrive in order
      collect();
      ByteBufAllocator.DEFAULT.directBuffer(1).release(); // has the detector look
    }
    return List.copyOf(found);
  }

  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> probe = new WeakReference<>(new Object(), collected);
    System.gc();
    if (collected.remove(10_000) != probe) {
      throw new IllegalStateException("no garbage was collected");
    }
  }

  @Override
  public void close() {
    ByteBufUtil.setLeakListener(null);
  }
}
