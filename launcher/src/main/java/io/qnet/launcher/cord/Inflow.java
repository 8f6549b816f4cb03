package io.qnet.launcher.cord;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.work.Awaited;
import io.qnet.vde.plug.StreamCutter;
import io.qnet.wire.Link;
import io.qnet.wire.channel.Loop;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;

/**
 * From standard input into a link. What comes before the link is up waits here, up to 64 KiB, so
 * that the end of a quiet input is noticed; the rest waits in the pipe.
 */
final class Inflow {
  private static final int MOST_EARLY = 64 << 10;
  private static final int FULL = -1;

  private final Loop loop;
  private final Link link;
  private final StreamCutter cutter = new StreamCutter(ByteBufAllocator.DEFAULT);
  private final CountDownLatch up = new CountDownLatch(1);
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
  private int earlyOctets;

  Inflow(Loop loop, Link link) {
    this.loop = loop;
    this.link = link;
  }

  boolean isUp() {
    return up.getCount() == 0;
  }

  void awaitUp() throws InterruptedException {
    up.await();
  }

  /**
   * The link is up. On the loop.
   *
   * @return as {@link #take}
   */
  int up() {
    int tooLong = 0;
    for (ByteBuf chunk = early.poll(); chunk != null; chunk = early.poll()) {
      tooLong = tooLong == 0 ? send(chunk) : tooLong;
    }
    up.countDown();
    return tooLong;
  }

  /**
   * Sends what was read, or keeps a copy of it. Not on the loop; waits where there is no room.
   *
   * @return 0, or the length of a frame that is too long: what follows it means nothing
   */
  int take(byte[] octets, int length) throws InterruptedException {
    int tooLong = Awaited.of(loop.submit(() -> offer(octets, length)));
    if (tooLong == FULL) {
      up.await();
      tooLong = Awaited.of(loop.submit(() -> offer(octets, length)));
    }
    return tooLong;
  }

  /** Waits for the link if something waits for it here. Not on the loop. */
  void awaitSent() throws InterruptedException {
    if (Awaited.of(loop.submit(() -> !early.isEmpty()))) {
      up.await();
    }
  }

  private int offer(byte[] octets, int length) {
    if (isUp()) {
      return send(Unpooled.wrappedBuffer(octets, 0, length));
    }
    if (earlyOctets + length > MOST_EARLY) {
      return FULL;
    }
    earlyOctets += length;
    early.add(Unpooled.copiedBuffer(octets, 0, length));
    return 0;
  }

  private int send(ByteBuf chunk) {
    loop.burst().begin();
    try {
      return cutter.cut(chunk, link::send);
    } finally {
      loop.burst().end();
    }
  }

  /** Gives up a frame that is unfinished. On the loop. */
  void close() {
    cutter.close();
  }
}
