package io.qnet.wire.offload;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.GsoType;
import io.qnet.wire.Offloads;
import io.qnet.wire.packet.Checksum;
import org.jspecify.annotations.Nullable;

/** Makes of one frame what a peer takes: the frame itself, its finished copy, or its pieces. */
public final class Finisher {
  private static final int CHECKSUM_LENGTH = 2;

  private Finisher() {}

  /** Whether a peer with these {@code offloads} takes the frame as it is. */
  public static boolean fits(Frame frame, Offloads offloads) {
    if (frame.checksumStart() != 0 && !offloads.checksum()) {
      return false;
    }
    return switch (frame.gsoType()) {
      case NONE -> true;
      case TCP4 -> offloads.tso4();
      case TCP6 -> offloads.tso6();
      case UDP -> offloads.uso();
    };
  }

  /**
   * Gives {@code out} finished frames that stand for {@code frame}, which is borrowed and not
   * written to.
   *
   * @return why that cannot be done, or null; {@code out} was given nothing then
   */
  public static @Nullable DropReason finish(Frame frame, FrameSink out) {
    if (frame.gsoType() != GsoType.NONE) {
      return SuperFrame.cut(frame, out);
    }
    ByteBuf octets = frame.octets();
    if (frame.checksumStart() == 0) {
      octets.retain();
      out.accept(Frame.plain(octets));
      return null;
    }
    int length = octets.readableBytes();
    int start = frame.checksumStart();
    int field = start + frame.checksumOffset();
    if (start < 0 || frame.checksumOffset() < 0 || field + CHECKSUM_LENGTH > length) {
      return DropReason.BAD_LENGTH;
    }
    ByteBuf copy = octets.alloc().directBuffer(length, length);
    copy.writeBytes(octets, octets.readerIndex(), length);
    // the field holds the sum of the pseudo-header, so that the sum is over all there is
    int checksum = Checksum.finish(Checksum.sum(copy, start, length - start));
    copy.setShort(field, checksum == 0 ? 0xffff : checksum);
    out.accept(Frame.verified(copy));
    return null;
  }
}
