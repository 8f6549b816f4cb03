package io.qnet.captures;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EthernetView;

/** Finishes, in the copy only, what a frame's sender left undone, and says what that was. */
final class FrameRemarks {
  private FrameRemarks() {}

  /**
   * Computes the transport checksum of a copy if it is not there yet (Virtio 1.2, section 5.1.6.2:
   * the field holds the sum of the pseudo-header).
   *
   * @param frame says what is undone; its numbers are not trusted
   * @param copy holds a copy of the frame's octets
   * @param start where in {@code copy} they begin
   * @return what is special about the frame, or an empty text
   */
  static String finish(Frame frame, ByteBuf copy, int start) {
    if (frame.checksumStart() == 0 && frame.gsoType() == GsoType.NONE) {
      return "";
    }
    String remark = "";
    if (frame.gsoType() != GsoType.NONE) {
      remark = "super-frame, still to be cut into segments of " + frame.gsoSize() + " octets";
    }
    if (frame.checksumStart() != 0 && !finishChecksum(frame, copy, start)) {
      String bad = "checksum left undone at an impossible place";
      remark = remark.isEmpty() ? bad : remark + "; " + bad;
    }
    return remark;
  }

  private static boolean finishChecksum(Frame frame, ByteBuf copy, int start) {
    long from = frame.checksumStart();
    long field = from + frame.checksumOffset();
    long length = Math.min(frame.length(), PcapngWriter.SNAP_LENGTH);
    if (from < EthernetView.HEADER_LENGTH || field < from || field + 2 > length) {
      return false;
    }
    long sum = Checksum.sum(copy, start + (int) from, (int) (length - from));
    int checksum = Checksum.finish(sum);
    copy.setShort(start + (int) field, checksum == 0 ? 0xffff : checksum);
    return true;
  }
}
