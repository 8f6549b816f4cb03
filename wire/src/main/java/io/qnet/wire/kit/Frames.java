package io.qnet.wire.kit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.ip.Fragmenter;
import io.qnet.wire.packet.ArpHeader;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetHeader;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.ExtensionHeaders;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6Header;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.UdpHeader;
import io.qnet.wire.packet.UdpView;
import io.qnet.wire.packet.VlanHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ready made frames from one station to another, with right lengths and checksums. To make a wrong
 * one, make a right one and change its octets.
 *
 * <p>Every buffer is unpooled, belongs to the caller and may be written to.
 *
 * @param sourceMac whose frames they are
 * @param destinationMac to which station
 * @param source from which address
 * @param destination to which address, of the same family
 */
public record Frames(
    MacAddress sourceMac, MacAddress destinationMac, IpAddress source, IpAddress destination) {

  /** The frames of the opposite direction. */
  public Frames reversed() {
    return new Frames(destinationMac, sourceMac, destination, source);
  }

  /** "Who has {@code destination}?", to everybody. */
  public Frame arpRequest() {
    MacAddress nobody = new MacAddress(0);
    return arp(
        MacAddress.BROADCAST,
        new ArpHeader(ArpView.REQUEST, sourceMac, four(source), nobody, four(destination)));
  }

  /** "{@code source} is at {@code sourceMac}", to the one who asked. */
  public Frame arpReply() {
    return arp(
        destinationMac,
        new ArpHeader(ArpView.REPLY, sourceMac, four(source), destinationMac, four(destination)));
  }

  private Frame arp(MacAddress to, ArpHeader message) {
    ByteBuf buf = zeroed(ArpView.LENGTH);
    message.write(buf, 0);
    return ethernet(to, EtherType.ARP, buf);
  }

  /** A UDP datagram. */
  public Frame udp(int sourcePort, int destinationPort, byte[] payload) {
    return ip(IpProtocol.UDP, udpPayload(sourcePort, destinationPort, payload));
  }

  /** The payload of an IP packet that holds a UDP datagram, to be cut or spoilt. */
  public byte[] udpPayload(int sourcePort, int destinationPort, byte[] payload) {
    ByteBuf buf = behind(UdpView.HEADER_LENGTH, payload);
    long pseudoHeader = pseudoHeader(IpProtocol.UDP, buf.readableBytes());
    UdpHeader.write(buf, 0, sourcePort, destinationPort, payload.length, pseudoHeader);
    return buf.array();
  }

  /** A TCP segment. */
  public Frame tcp(TcpHeader header, byte[] payload) {
    ByteBuf buf = behind(header.length(), payload);
    header.write(buf, 0, payload.length, pseudoHeader(IpProtocol.TCP, buf.readableBytes()));
    return ip(IpProtocol.TCP, buf.array());
  }

  /** An echo request (RFC 792, RFC 4443). */
  public Frame echo(int identifier, int sequence, byte[] payload) {
    if (source instanceof Ipv6Address) {
      return icmpv6(new Icmpv6Header(Icmpv6View.ECHO, 0, identifier << 16 | sequence), payload);
    }
    return icmp(new Icmpv4Header(Icmpv4View.ECHO, 0, identifier << 16 | sequence), payload);
  }

  /** An ICMP message. */
  public Frame icmp(Icmpv4Header header, byte[] payload) {
    return ipv4(IpProtocol.ICMP, icmpPayload(header, payload));
  }

  /** The payload of an IP packet that holds an ICMP message. */
  public static byte[] icmpPayload(Icmpv4Header header, byte[] payload) {
    ByteBuf buf = behind(Icmpv4View.HEADER_LENGTH, payload);
    header.write(buf, 0, payload.length);
    return buf.array();
  }

  /** An ICMPv6 message. */
  public Frame icmpv6(Icmpv6Header header, byte[] payload) {
    return ipv6(IpProtocol.ICMPV6, Ipv6Header.DEFAULT_HOP_LIMIT, icmpv6Payload(header, payload));
  }

  /** The payload of an IPv6 packet that holds an ICMPv6 message. */
  public byte[] icmpv6Payload(Icmpv6Header header, byte[] payload) {
    ByteBuf buf = behind(Icmpv6View.HEADER_LENGTH, payload);
    header.write(buf, 0, payload.length, pseudoHeader(IpProtocol.ICMPV6, buf.readableBytes()));
    return buf.array();
  }

  /** A message of Neighbor Discovery. */
  public Frame neighborDiscovery(Icmpv6Header header, byte[] payload) {
    byte[] message = icmpv6Payload(header, payload);
    return ipv6(IpProtocol.ICMPV6, Ipv6Header.NEIGHBOR_HOP_LIMIT, message);
  }

  /** An IPv6 packet; {@code next} may be an extension header that {@code payload} begins with. */
  public Frame ipv6(int next, int hopLimit, byte[] payload) {
    ByteBuf buf = behind(Ipv6View.HEADER_LENGTH, payload);
    Ipv6Header.write(buf, 0, six(source), six(destination), next, hopLimit, payload.length);
    return ethernet(destinationMac, EtherType.IPV6, buf);
  }

  /** One fragment of an IPv6 packet: {@code payload} belongs at {@code offset}. */
  public Frame fragment6(
      int protocol, int identification, int offset, boolean more, byte[] payload) {
    ByteBuf buf = behind(ExtensionHeaders.FRAGMENT_LENGTH, payload);
    Ipv6Header.writeFragment(buf, 0, protocol, offset, more, identification);
    return ipv6(ExtensionHeaders.FRAGMENT, Ipv6Header.DEFAULT_HOP_LIMIT, buf.array());
  }

  /** A whole packet of the addresses' family. */
  public Frame ip(int protocol, byte[] payload) {
    return source instanceof Ipv6Address
        ? ipv6(protocol, Ipv6Header.DEFAULT_HOP_LIMIT, payload)
        : ipv4(protocol, payload);
  }

  /** A whole IPv4 packet. */
  public Frame ipv4(int protocol, byte[] payload) {
    return ipv4(Ipv4Header.atomic(four(source), four(destination), protocol), payload);
  }

  /** An IPv4 packet with a header of one's own. */
  public Frame ipv4(Ipv4Header header, byte[] payload) {
    ByteBuf buf = behind(Ipv4View.HEADER_LENGTH, payload);
    header.write(buf, 0, payload.length);
    return ethernet(destinationMac, EtherType.IPV4, buf);
  }

  /** One fragment: {@code payload} belongs at {@code offset}, a multiple of 8. */
  public Frame fragment(
      int protocol, int identification, int offset, boolean more, byte[] payload) {
    Ipv4Header whole = Ipv4Header.atomic(four(source), four(destination), protocol);
    return ipv4(whole.piece(identification, offset, more), payload);
  }

  /** The fragments of a packet for a link of {@code mtu} octets, in order. */
  public List<Frame> fragments(int protocol, int identification, int mtu, byte[] payload) {
    List<Frame> frames = new ArrayList<>();
    Fragmenter.cut(
        Ipv4Header.atomic(four(source), four(destination), protocol),
        identification,
        payload.length,
        mtu,
        (header, from, length) ->
            frames.add(ipv4(header, Arrays.copyOfRange(payload, from, from + length))));
    return frames;
  }

  /** A frame with any payload. */
  public Frame ethernet(int type, byte[] payload) {
    return ethernet(destinationMac, type, Unpooled.wrappedBuffer(payload));
  }

  /** The same frame with an 802.1Q tag; takes over {@code frame}. */
  public static Frame tagged(Frame frame, int vlan, int priority) {
    EthernetView view = new EthernetView(frame.octets());
    ByteBuf buf = zeroed(VlanHeader.LENGTH + view.payloadLength());
    new VlanHeader(view.destination(), view.source(), vlan, priority, view.type()).write(buf, 0);
    buf.setBytes(VlanHeader.LENGTH, frame.octets(), view.payload(), view.payloadLength());
    frame.release();
    return Frame.plain(buf);
  }

  private Frame ethernet(MacAddress to, int type, ByteBuf payload) {
    ByteBuf buf = zeroed(EthernetView.HEADER_LENGTH + payload.readableBytes());
    new EthernetHeader(to, sourceMac, type).write(buf, 0);
    buf.setBytes(EthernetView.HEADER_LENGTH, payload, 0, payload.readableBytes());
    return Frame.plain(buf);
  }

  private static Ipv4Address four(IpAddress address) {
    return (Ipv4Address) address;
  }

  private static Ipv6Address six(IpAddress address) {
    return (Ipv6Address) address;
  }

  private long pseudoHeader(int protocol, int length) {
    return Checksum.pseudoHeader(source, destination, protocol, length);
  }

  private static ByteBuf behind(int headerLength, byte[] payload) {
    return zeroed(headerLength + payload.length).setBytes(headerLength, payload);
  }

  private static ByteBuf zeroed(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }
}
