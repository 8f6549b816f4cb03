package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.MacAddress;

/** Writes an untagged Ethernet header. */
public record EthernetHeader(MacAddress destination, MacAddress source, int type) {
  /** Writes the {@value EthernetView#HEADER_LENGTH} octets at {@code offset}. */
  public void write(ByteBuf buf, int offset) {
    write(buf, offset, destination, source, type);
  }

  /** The same without a header to be made first. */
  public static void write(
      ByteBuf buf, int offset, MacAddress destination, MacAddress source, int type) {
    destination.write(buf, offset + EthernetView.DESTINATION);
    source.write(buf, offset + EthernetView.SOURCE);
    buf.setShort(offset + EthernetView.TYPE, type);
  }
}
