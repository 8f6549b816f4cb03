package io.qnet.slirp.ip;

import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import org.jspecify.annotations.Nullable;

/** Proves what a packet of either IP version carries sane, and hands it on. */
final class PayloadInput {
  private static final int DHCP_SERVER = 67;

  private final Transports transports;
  private final TcpView segment = new TcpView(Unpooled.EMPTY_BUFFER, 0, 0);
  private final UdpView datagram = new UdpView(Unpooled.EMPTY_BUFFER, 0, 0);

  PayloadInput(Transports transports) {
    this.transports = transports;
  }

  @Nullable DropReason tcp(IpPacket packet, boolean checksumValid) {
    segment.moveTo(packet.buf(), packet.payload(), packet.payloadLength());
    DropReason reason = segment.check(packet.pseudoHeader(), checksumValid);
    return reason != null ? reason : transports.onTcp(packet, segment);
  }

  @Nullable DropReason udp(IpPacket packet, MacAddress station, boolean checksumValid) {
    datagram.moveTo(packet.buf(), packet.payload(), packet.payloadLength());
    DropReason reason = datagram.check(packet.pseudoHeader(), checksumValid);
    if (reason == null && packet.source().isUnspecified()) {
      reason = datagram.destinationPort() == DHCP_SERVER ? null : DropReason.BAD_ADDRESS;
    }
    return reason != null ? reason : transports.onUdp(packet, datagram, station);
  }
}
