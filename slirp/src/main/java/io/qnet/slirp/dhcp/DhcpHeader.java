package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.nio.charset.StandardCharsets;

/**
 * Writes the fixed part of a DHCP message (RFC 2131, section 2), magic cookie included.
 *
 * @param op 1 from a client, 2 from a server
 * @param file name of a boot file, less than 128 octets; empty for none
 */
public record DhcpHeader(
    int op,
    int xid,
    int flags,
    Ipv4Address clientAddress,
    Ipv4Address yourAddress,
    Ipv4Address nextServer,
    Ipv4Address relayAddress,
    MacAddress clientHardware,
    String file) {

  /** Writes the {@value DhcpView#HEADER_LENGTH} octets at {@code offset}. */
  public void write(ByteBuf buf, int offset) {
    buf.setZero(offset, DhcpView.HEADER_LENGTH);
    buf.setByte(offset + DhcpView.OP, op);
    buf.setByte(offset + DhcpView.HARDWARE_TYPE, DhcpView.ETHERNET);
    buf.setByte(offset + DhcpView.HARDWARE_LENGTH, MacAddress.LENGTH);
    buf.setInt(offset + DhcpView.XID, xid);
    buf.setShort(offset + DhcpView.FLAGS, flags);
    clientAddress.write(buf, offset + DhcpView.CLIENT_ADDRESS);
    yourAddress.write(buf, offset + DhcpView.YOUR_ADDRESS);
    nextServer.write(buf, offset + DhcpView.NEXT_SERVER);
    relayAddress.write(buf, offset + DhcpView.RELAY_ADDRESS);
    clientHardware.write(buf, offset + DhcpView.CLIENT_HARDWARE);
    buf.setBytes(offset + DhcpView.FILE, file.getBytes(StandardCharsets.US_ASCII));
    buf.setInt(offset + DhcpView.COOKIE, DhcpView.MAGIC);
  }
}
