package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.IpProtocol;

/**
 * Makes the checksums of a frame right again after its octets were changed, as far as its headers
 * can be followed: else a machine would find nothing behind them.
 */
final class Repair {
  private static final int IP = 14;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int ICMPV6 = 58;

  private Repair() {}

  /** Repairs what it can. */
  static void checksums(ByteBuf frame) {
    int length = frame.readableBytes();
    if (length < IP + IPV4_HEADER) {
      return;
    }
    int type = frame.getUnsignedShort(12);
    if (type == EtherType.IPV4) {
      ipv4(frame, length);
    } else if (type == EtherType.IPV6 && length >= IP + IPV6_HEADER) {
      int payload = frame.getUnsignedShort(IP + 4);
      if (IP + IPV6_HEADER + payload <= length) {
        long addresses = Checksum.sum(frame, IP + 8, 32);
        int next = frame.getUnsignedByte(IP + 6);
        transport(frame, next, IP + IPV6_HEADER, payload, addresses);
      }
    }
  }

  private static void ipv4(ByteBuf frame, int length) {
    int header = (frame.getByte(IP) & 0xf) * 4;
    if (header < IPV4_HEADER || IP + header > length) {
      return;
    }
    frame.setShort(IP + 10, 0);
    frame.setShort(IP + 10, Checksum.finish(Checksum.sum(frame, IP, header)));
    int total = frame.getUnsignedShort(IP + 2);
    boolean piece = (frame.getUnsignedShort(IP + 6) & 0x3fff) != 0;
    if (!piece && total >= header && IP + total <= length) {
      long addresses = Checksum.sum(frame, IP + 12, 8);
      transport(frame, frame.getUnsignedByte(IP + 9), IP + header, total - header, addresses);
    }
  }

  private static void transport(ByteBuf frame, int protocol, int at, int length, long addresses) {
    int field =
        switch (protocol) {
          case IpProtocol.ICMP, ICMPV6 -> 2;
          case IpProtocol.TCP -> 16;
          case IpProtocol.UDP -> 6;
          default -> -1;
        };
    if (field < 0 || length < field + 2) {
      return;
    }
    long pseudoHeader = protocol == IpProtocol.ICMP ? 0 : addresses + protocol + length;
    frame.setShort(at + field, 0);
    int sum = Checksum.finish(pseudoHeader + Checksum.sum(frame, at, length));
    frame.setShort(at + field, sum == 0 && protocol == IpProtocol.UDP ? 0xffff : sum);
  }
}
