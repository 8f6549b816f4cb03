package io.qnet.wire.impair;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Frame;
import io.qnet.wire.packet.Checksum;
import java.util.SplittableRandom;

/** Turns bits of frames. */
final class Corruption {
  private static final int BITS = 8;
  private static final int NO_CHECKSUM = 0xffff;

  private Corruption() {}

  /** A copy of {@code frame}, which is taken over, with {@code bits} of its bits turned. */
  static Frame of(Frame frame, int bits, SplittableRandom random) {
    int length = frame.length();
    ByteBuf copy = frame.head().alloc().directBuffer(length, length);
    frame.copyTo(copy);
    finish(frame, copy);
    frame.release();
    for (int i = 0; i < bits && length > 0; i++) {
      int at = random.nextInt(length);
      copy.setByte(at, copy.getByte(at) ^ 1 << random.nextInt(BITS));
    }
    return Frame.plain(copy);
  }

  /** A checksum still to be computed would be right afterwards, whatever was turned. */
  private static void finish(Frame frame, ByteBuf copy) {
    int start = frame.checksumStart();
    int field = start + frame.checksumOffset();
    if (start > 0 && field >= start && field + Short.BYTES <= copy.readableBytes()) {
      int sum = Checksum.finish(Checksum.sum(copy, start, copy.readableBytes() - start));
      copy.setShort(field, sum == 0 ? NO_CHECKSUM : sum);
    }
  }
}
