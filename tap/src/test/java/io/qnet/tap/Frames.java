package io.qnet.tap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Frames by hand, from 10.9.8.2 to 10.9.8.1; and small programs for the other end. */
final class Frames {
  static final String OUR_MAC = "52:54:00:12:34:56";

  static final String SEND_DATAGRAM =
      """
      import socket
      socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'hello', ('10.9.8.2', 7))
      """;

  static final String SEND_THREE =
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      for text in [b'one', b'two', b'tri']: s.sendto(text, ('10.9.8.2', 7))
      """;

  static final String RECEIVE_DATAGRAMS =
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(('10.9.8.1', 9))
      s.settimeout(10)
      print('ready', flush=True)
      for i in range(2): print(s.recv(100).decode(), flush=True)
      """;

  private static final String OURS = OUR_MAC.replace(":", "");
  private static final String ADDRESSES = "0a090802" + "0a090801";

  private Frames() {}

  static ByteBuf arpRequest() {
    return of("ffffffffffff" + OURS + "0806" + "0001080006040001" + OURS + "0a090802")
        .writeZero(6)
        .writeInt(0x0a090801);
  }

  static ByteBuf ping(String mac) {
    ByteBuf frame = ip(mac, 1, 8);
    return frame.writeBytes(ByteBufUtil.decodeHexDump("0800f7fd00010001"));
  }

  /** Its checksum is that of the pseudo-header only, as whoever finishes it expects. */
  static ByteBuf udp(String mac, String text) {
    int length = 8 + text.length();
    ByteBuf frame = ip(mac, 17, length);
    frame.writeShort(7).writeShort(9).writeShort(length).writeShort(pseudoHeader(17, length));
    frame.writeCharSequence(text, StandardCharsets.US_ASCII);
    return frame;
  }

  static ByteBuf syn(String mac) {
    ByteBuf frame = ip(mac, 6, 20);
    frame.writeShort(7).writeShort(9).writeInt(1000).writeInt(0);
    return frame.writeShort(0x5002).writeShort(1000).writeShort(pseudoHeader(6, 20)).writeShort(0);
  }

  private static ByteBuf ip(String mac, int protocol, int length) {
    ByteBuf frame = of(mac.replace(":", "") + OURS + "0800");
    frame.writeShort(0x4500).writeShort(20 + length).writeInt(0);
    frame.writeByte(64).writeByte(protocol).writeShort(0);
    frame.writeBytes(ByteBufUtil.decodeHexDump(ADDRESSES));
    frame.setShort(24, ~sum(frame, 14, 34, 0));
    return frame;
  }

  private static int pseudoHeader(int protocol, int length) {
    ByteBuf addresses = of(ADDRESSES);
    try {
      return sum(addresses, 0, 8, protocol + length);
    } finally {
      addresses.release();
    }
  }

  private static int sum(ByteBuf octets, int from, int to, int start) {
    int sum = start;
    for (int i = from; i < to; i += 2) {
      sum += octets.getUnsignedShort(i);
    }
    return (sum & 0xffff) + (sum >>> 16);
  }

  private static ByteBuf of(String hex) {
    return PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(ByteBufUtil.decodeHexDump(hex));
  }

  static int type(ByteBuf frame) {
    return frame.getUnsignedShort(frame.readerIndex() + 12);
  }

  /** The protocol of an IPv4 packet, or 0. */
  static int protocol(ByteBuf frame) {
    return type(frame) == 0x0800 ? frame.getUnsignedByte(frame.readerIndex() + 23) : 0;
  }

  static int arpOperation(ByteBuf frame) {
    return frame.getUnsignedShort(20);
  }

  static String source(ByteBuf frame) {
    return ByteBufUtil.hexDump(frame, 6, 6).replaceAll("(..)(?!$)", "$1:");
  }
}
