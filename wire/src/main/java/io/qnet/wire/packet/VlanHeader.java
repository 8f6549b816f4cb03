package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.MacAddress;

/**
 * Writes an Ethernet header with an 802.1Q tag.
 *
 * @param vlan VLAN identifier, 0 to 4095
 * @param priority priority code point, 0 to 7
 * @param type type of the payload
 */
public record VlanHeader(
    MacAddress destination, MacAddress source, int vlan, int priority, int type) {
  /** Octets that {@link #write} writes. */
  public static final int LENGTH = EthernetView.HEADER_LENGTH + EthernetView.TAG_LENGTH;

  /** Writes the {@value #LENGTH} octets at {@code offset}. */
  public void write(ByteBuf buf, int offset) {
    new EthernetHeader(destination, source, EtherType.VLAN).write(buf, offset);
    buf.setShort(offset + EthernetView.TCI, priority << 13 | vlan);
    buf.setShort(offset + EthernetView.TYPE + EthernetView.TAG_LENGTH, type);
  }
}
