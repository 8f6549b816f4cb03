package io.qnet.wire;

import io.netty.buffer.ByteBuf;

/**
 * Joins two streams: what one brings is written to the other, with back-pressure, half-close and
 * abort.
 */
public final class Relay implements ByteStream.Reader {
  private final ByteStream from;
  private final ByteStream to;
  private final Runnable whenOver;
  private Relay back = this;
  private boolean over;

  private Relay(ByteStream from, ByteStream to, Runnable whenOver) {
    this.from = from;
    this.to = to;
    this.whenOver = whenOver;
  }

  /** Joins {@code a} and {@code b}, neither of which is open yet. */
  public static void join(ByteStream a, ByteStream b) {
    join(a, b, Relay::nothing);
  }

  /**
   * The same.
   *
   * @param whenOver told once, when both directions have ended of themselves
   */
  public static void join(ByteStream a, ByteStream b, Runnable whenOver) {
    Relay there = new Relay(a, b, whenOver);
    Relay back = new Relay(b, a, whenOver);
    there.back = back;
    back.back = there;
    a.open(there);
    b.open(back);
  }

  private static void nothing() {}

  @Override
  public void onBytes(ByteBuf octets) {
    if (!to.write(octets)) {
      from.pause();
    }
  }

  @Override
  public void onEnd() {
    to.end();
    end();
  }

  @Override
  public void onWritable() {
    to.resume();
  }

  @Override
  public void onAbort(ByteStream.Reason reason) {
    to.abort(reason);
    end();
    back.end();
  }

  private void end() {
    if (!over) {
      over = true;
      if (back.over) {
        whenOver.run();
      }
    }
  }
}
