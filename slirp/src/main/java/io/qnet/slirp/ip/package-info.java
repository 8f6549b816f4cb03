/**
 * Between frames and transports: Ethernet, ARP, IPv4, IPv6 and ICMP as the gateway speaks them.
 *
 * <p>{@code FrameInput} takes each frame of the guest and answers ARP; {@code PacketInput} proves
 * each packet sane (RFC 791, 1122, 1812), puts fragments together and hands the payload to a {@link
 * io.qnet.slirp.ip.Transports}. {@code PacketOutput} writes the headers of what goes to the guest.
 * {@code IcmpErrors} says why something went nowhere, within a rate. {@link
 * io.qnet.slirp.ip.VirtualHosts} are the addresses that the gateway answers for.
 *
 * <p>IPv6 has a way in of its own: {@code Ipv6Input} (RFC 8200), with {@code ExtensionPolicy} for
 * what stands between header and payload and {@code NeighborDiscovery} (RFC 4861) for what ARP is
 * to IPv4. It is made when a guest first speaks IPv6. From {@code Transports} on, and on the way
 * out, both versions are one: an {@link io.qnet.wire.packet.IpPacket} with its addresses. {@link
 * io.qnet.slirp.ip.SegmentHosts} says what an address of either means.
 *
 * <p>Read for IPv6: RFC 8200, 4443, 4861, 4862 (duplicate addresses), 8106 (names), 8201 (path
 * MTU), 5722 and 6946 (fragments), 7112 (headers), 5095 (routes).
 *
 * <p>Not done: multicast routing and MLD, DHCPv6, privacy of our own addresses, RFC 3168 for
 * fragments.
 */
@NullMarked
package io.qnet.slirp.ip;

import org.jspecify.annotations.NullMarked;
