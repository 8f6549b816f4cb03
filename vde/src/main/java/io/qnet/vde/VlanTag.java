package io.qnet.vde;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Frame;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;

/** Puts an 802.1Q tag into a frame, or takes it out: into a copy, for frames are shared. */
final class VlanTag {
  static final int VLAN_MASK = 0xfff;

  /** Where a tag is: behind the two addresses. */
  private static final int AT = 12;

  private VlanTag() {}

  /** A copy of an untagged frame with a tag. */
  static Frame pushed(Frame frame, int vlan) {
    ByteBuf from = frame.octets();
    int length = from.readableBytes();
    int begin = from.readerIndex();
    ByteBuf to = from.alloc().directBuffer(length + EthernetView.TAG_LENGTH);
    to.writeBytes(from, begin, AT).writeShort(EtherType.VLAN).writeShort(vlan);
    to.writeBytes(from, begin + AT, length - AT);
    return like(frame, to, EthernetView.TAG_LENGTH);
  }

  /** A copy of a tagged frame without its tag. */
  static Frame popped(Frame frame) {
    ByteBuf from = frame.octets();
    int length = from.readableBytes();
    int begin = from.readerIndex();
    int after = AT + EthernetView.TAG_LENGTH;
    ByteBuf to = from.alloc().directBuffer(length - EthernetView.TAG_LENGTH);
    to.writeBytes(from, begin, AT).writeBytes(from, begin + after, length - after);
    return like(frame, to, -EthernetView.TAG_LENGTH);
  }

  private static Frame like(Frame frame, ByteBuf octets, int moved) {
    int start = frame.checksumStart();
    if (start == 0) {
      return frame.checksumValid() ? Frame.verified(octets) : Frame.plain(octets);
    }
    return Frame.unfinished(
        octets,
        frame.gsoType(),
        frame.gsoSize(),
        Math.max(0, frame.headerLength() + moved),
        Math.max(0, start + moved),
        frame.checksumOffset());
  }
}
