package io.qnet.slirp.ip;

import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a whole, sane packet carries. Each answers why the payload went nowhere, or null;
 * buffers are borrowed. Whoever answers has told the guest, where the guest is to be told.
 */
public interface Transports {
  /** A segment with intact checksum. */
  @Nullable DropReason onTcp(IpPacket packet, TcpView segment);

  /** A datagram with intact checksum; {@code station} sent the frame. */
  @Nullable DropReason onUdp(IpPacket packet, UdpView datagram, MacAddress station);

  /** An ICMP message with intact checksum. */
  @Nullable DropReason onIcmp(Ipv4View packet, Icmpv4View message);

  /** An ICMPv6 message with intact checksum, to one station and not of Neighbor Discovery. */
  @Nullable DropReason onIcmpv6(Ipv6View packet, Icmpv6View message);
}
