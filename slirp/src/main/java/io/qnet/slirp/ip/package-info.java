/**
 * Between frames and transports: Ethernet, ARP, IPv4 and ICMP as the gateway speaks them.
 *
 * <p>{@code FrameInput} takes each frame of the guest and answers ARP; {@code PacketInput} proves
 * each packet sane (RFC 791, 1122, 1812), puts fragments together and hands the payload to a {@link
 * io.qnet.slirp.ip.Transports}. {@code PacketOutput} writes the headers of what goes to the guest.
 * {@code IcmpErrors} says why something went nowhere, within a rate. {@link
 * io.qnet.slirp.ip.VirtualHosts} are the addresses that the gateway answers for.
 */
@NullMarked
package io.qnet.slirp.ip;

import org.jspecify.annotations.NullMarked;
