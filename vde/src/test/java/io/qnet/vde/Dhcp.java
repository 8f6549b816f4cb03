package io.qnet.vde;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;

/** DHCP and ARP messages of stations called by letters; addresses are 10.0.2.N. */
final class Dhcp {
  static final int LEASE_SECONDS = 600;

  private static final int NETWORK = 0x0a00_0200;

  private Dhcp() {}

  private static ByteBuf ethernet(String from, int type) {
    ByteBuf octets = Unpooled.directBuffer(400);
    write(octets, "*");
    write(octets, from);
    return octets.writeShort(type);
  }

  private static void write(ByteBuf octets, String station) {
    long mac = SwitchLab.mac(station).bits();
    octets.writeShort((int) (mac >>> 32)).writeInt((int) mac);
  }

  /** A server's acknowledgment, to everybody. */
  static Frame reply(String server, String client, int address) {
    return message(server, client, 67, 68, address, 5);
  }

  /** A client's request, to everybody. */
  static Frame request(String from, String client) {
    return message(from, client, 68, 67, 0, 3);
  }

  /** Any message; of a client, {@code address} is the one that it has. */
  static Frame message(
      String from, String client, int source, int destination, int address, int type) {
    ByteBuf octets = ethernet(from, 0x0800);
    octets.writeByte(0x45).writeByte(0).writeShort(28 + 252).writeInt(0).writeByte(64);
    octets.writeByte(17).writeShort(0).writeInt(0).writeInt(-1);
    octets.writeShort(source).writeShort(destination).writeShort(8 + 252).writeShort(0);
    int bootp = octets.writerIndex();
    octets.writeByte(source == 67 ? 2 : 1).writeByte(1).writeByte(6).writeZero(9);
    int named = address == 0 ? 0 : NETWORK | address;
    octets.writeInt(destination == 67 ? named : 0); // ciaddr
    octets.writeInt(destination == 67 ? 0 : named).writeZero(8); // yiaddr
    write(octets, client);
    octets.writeZero(bootp + 236 - octets.writerIndex()).writeInt(0x6382_5363);
    octets.writeByte(53).writeByte(1).writeByte(type);
    octets.writeByte(51).writeByte(4).writeInt(LEASE_SECONDS).writeByte(255);
    return Frame.plain(octets);
  }

  /** The same behind a tag of VLAN 0 inside another one, or of another type, or in 802.2. */
  static Frame tagged(Frame frame, int type) {
    ByteBuf from = frame.octets();
    ByteBuf octets = Unpooled.directBuffer(400).writeBytes(from, 0, 12);
    octets.writeShort(0x8100).writeShort(0).writeShort(type);
    if (type < 0x600) {
      octets.writeInt(0xaaaa_0300).writeShort(0);
    } else {
      octets.writeShort(0);
    }
    octets.writeBytes(from, 12, from.readableBytes() - 12);
    frame.release();
    return Frame.plain(octets);
  }

  /**
   * An ARP request.
   *
   * @param from who sends the frame
   * @param sender who it says has the address
   * @param address 0 for 0.0.0.0
   */
  static Frame arp(String from, String sender, int address) {
    ByteBuf octets = ethernet(from, 0x0806);
    octets.writeShort(1).writeShort(0x0800).writeByte(6).writeByte(4).writeShort(1);
    write(octets, sender);
    octets.writeInt(address == 0 ? 0 : NETWORK | address).writeZero(6).writeInt(NETWORK | 2);
    return Frame.plain(octets.writeZero(18));
  }
}
