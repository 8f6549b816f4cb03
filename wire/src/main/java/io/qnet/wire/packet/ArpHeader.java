package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;

/** Writes an ARP message for IPv4 over Ethernet (RFC 826). */
public record ArpHeader(
    int operation,
    MacAddress senderMac,
    Ipv4Address senderIp,
    MacAddress targetMac,
    Ipv4Address targetIp) {
  /** Writes the {@value ArpView#LENGTH} octets at {@code offset}. */
  public void write(ByteBuf buf, int offset) {
    buf.setShort(offset + ArpView.HARDWARE_TYPE, ArpView.ETHERNET);
    buf.setShort(offset + ArpView.PROTOCOL_TYPE, EtherType.IPV4);
    buf.setByte(offset + ArpView.HARDWARE_LENGTH, MacAddress.LENGTH);
    buf.setByte(offset + ArpView.PROTOCOL_LENGTH, 4);
    buf.setShort(offset + ArpView.OPERATION, operation);
    senderMac.write(buf, offset + ArpView.SENDER_MAC);
    senderIp.write(buf, offset + ArpView.SENDER_IP);
    targetMac.write(buf, offset + ArpView.TARGET_MAC);
    targetIp.write(buf, offset + ArpView.TARGET_IP);
  }
}
