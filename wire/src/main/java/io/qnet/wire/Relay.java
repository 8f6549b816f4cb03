package io.qnet.wire;

import io.netty.buffer.ByteBuf;

/**
 * Joins two streams: what one brings is written to the other, with back-pressure, half-close and
 * abort.
 */
public final class Relay implements ByteStream.Reader {
  private final ByteStream from;
  private final ByteStream to;

  private Relay(ByteStream from, ByteStream to) {
    this.from = from;
    this.to = to;
  }

  /** Joins {@code a} and {@code b}, neither of which is open yet. */
  public static void join(ByteStream a, ByteStream b) {
    a.open(new Relay(a, b));
    b.open(new Relay(b, a));
  }

  @Override
  public void onBytes(ByteBuf octets) {
    if (!to.write(octets)) {
      from.pause();
    }
  }

  @Override
  public void onEnd() {
    to.end();
  }

  @Override
  public void onWritable() {
    to.resume();
  }

  @Override
  public void onAbort(ByteStream.Reason reason) {
    to.abort(reason);
  }
}
