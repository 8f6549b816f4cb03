package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;

/** A client's message, put together octet by octet; sound unless a test makes it otherwise. */
final class Message {
  static final MacAddress ALICE = MacAddress.parse("52:54:00:00:00:0a");
  static final MacAddress BOB = MacAddress.parse("52:54:00:00:00:0b");
  static final int XID = 0x12345678;

  final ByteBuf octets = Unpooled.buffer();
  final MacAddress mac;
  MacAddress from;
  Ipv4Address source = Ipv4Address.ANY;

  private Message(MacAddress mac) {
    this.mac = mac;
    this.from = mac;
    Ipv4Address none = Ipv4Address.ANY;
    octets.ensureWritable(DhcpView.HEADER_LENGTH);
    new DhcpHeader(DhcpView.BOOT_REQUEST, XID, 0, none, none, none, none, mac, "").write(octets, 0);
    octets.writerIndex(DhcpView.HEADER_LENGTH);
  }

  static Message bootp(MacAddress mac) {
    return new Message(mac);
  }

  static Message of(MacAddress mac, DhcpMessageType type) {
    return new Message(mac).option(DhcpOption.MESSAGE_TYPE, type.code());
  }

  static Message discover(MacAddress mac) {
    return of(mac, DhcpMessageType.DISCOVER);
  }

  /** SELECTING: takes the offer. */
  static Message select(MacAddress mac, String address) {
    return reboot(mac, address).option(DhcpOption.SERVER_IDENTIFIER, "10.0.2.2");
  }

  /** INIT-REBOOT: is this address still mine? */
  static Message reboot(MacAddress mac, String address) {
    return of(mac, DhcpMessageType.REQUEST).option(DhcpOption.REQUESTED_ADDRESS, address);
  }

  /** RENEWING or REBINDING. */
  static Message renew(MacAddress mac, String address) {
    return of(mac, DhcpMessageType.REQUEST).inUse(address);
  }

  static Message release(MacAddress mac, String address) {
    return of(mac, DhcpMessageType.RELEASE).inUse(address);
  }

  static Message decline(MacAddress mac, String address) {
    return of(mac, DhcpMessageType.DECLINE).option(DhcpOption.REQUESTED_ADDRESS, address);
  }

  static Message inform(MacAddress mac) {
    return of(mac, DhcpMessageType.INFORM);
  }

  Message option(int code, int... values) {
    octets.writeByte(code).writeByte(values.length);
    return raw(values);
  }

  Message option(int code, String address) {
    octets.writeByte(code).writeByte(4).writeInt(Ipv4Address.parse(address).bits());
    return this;
  }

  Message raw(int... values) {
    for (int value : values) {
      octets.writeByte(value);
    }
    return this;
  }

  Message inUse(String address) {
    return set(DhcpView.CLIENT_ADDRESS, address);
  }

  Message through(String relay) {
    from = BOB;
    return set(DhcpView.RELAY_ADDRESS, relay);
  }

  Message from(String address) {
    source = Ipv4Address.parse(address);
    return this;
  }

  Message set(int offset, String address) {
    Ipv4Address.parse(address).write(octets, offset);
    return this;
  }

  Message octet(int offset, int value) {
    octets.setByte(offset, value);
    return this;
  }

  Message broadcast() {
    return octet(DhcpView.FLAGS, 0x80);
  }

  Message cut(int length) {
    octets.writerIndex(length);
    return this;
  }
}
