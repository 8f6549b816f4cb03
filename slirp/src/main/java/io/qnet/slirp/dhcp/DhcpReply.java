package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;

/**
 * What the server answers, and where that goes (RFC 2131, section 4.1). It leaves from the server's
 * address, UDP port {@value #SERVER_PORT}.
 *
 * @param payload the data of the UDP datagram; owned by whoever receives the reply
 * @param destinationPort {@value #CLIENT_PORT}, or {@value #SERVER_PORT} for a relay agent
 * @param destinationMac to be used as it is: the client may not answer ARP yet
 */
public record DhcpReply(
    ByteBuf payload, Ipv4Address destination, int destinationPort, MacAddress destinationMac) {
  /** UDP port of servers and relay agents. */
  public static final int SERVER_PORT = 67;

  /** UDP port of clients. */
  public static final int CLIENT_PORT = 68;
}
