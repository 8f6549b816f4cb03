package io.qnet.wire.kit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.ip.Fragmenter;
import io.qnet.wire.packet.ArpHeader;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetHeader;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
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
 * @param destination to which address
 */
public record Frames(
    MacAddress sourceMac, MacAddress destinationMac, Ipv4Address source, Ipv4Address destination) {

  /** The frames of the opposite direction. */
  public Frames reversed() {
    return new Frames(destinationMac, sourceMac, destination, source);
  }

  /** "Who has {@code destination}?", to everybody. */
  public Frame arpRequest() {
    MacAddress nobody = new MacAddress(0);
    return arp(
        MacAddress.BROADCAST,
        new ArpHeader(ArpView.REQUEST, sourceMac, source, nobody, destination));
  }

  /** "{@code source} is at {@code sourceMac}", to the one who asked. */
  public Frame arpReply() {
    return arp(
        destinationMac,
        new ArpHeader(ArpView.REPLY, sourceMac, source, destinationMac, destination));
  }

  private Frame arp(MacAddress to, ArpHeader message) {
    ByteBuf buf = zeroed(ArpView.LENGTH);
    message.write(buf, 0);
    return ethernet(to, EtherType.ARP, buf);
  }

  /** A UDP datagram. */
  public Frame udp(int sourcePort, int destinationPort, byte[] payload) {
    return ipv4(IpProtocol.UDP, udpPayload(sourcePort, destinationPort, payload));
  }

  /** The payload of an IP packet that holds a UDP datagram, to be cut or spoilt. */
  public byte[] udpPayload(int sourcePort, int destinationPort, byte[] payload) {
    ByteBuf buf = behind(UdpView.HEADER_LENGTH, payload);
    long pseudoHeader = pseudoHeader(IpProtocol.UDP, buf.readableBytes());
    new UdpHeader(sourcePort, destinationPort).write(buf, 0, payload.length, pseudoHeader);
    return buf.array();
  }

  /** A TCP segment. */
  public Frame tcp(TcpHeader header, byte[] payload) {
    ByteBuf buf = behind(header.length(), payload);
    header.write(buf, 0, payload.length, pseudoHeader(IpProtocol.TCP, buf.readableBytes()));
    return ipv4(IpProtocol.TCP, buf.array());
  }

  /** An echo request (RFC 792). */
  public Frame echo(int identifier, int sequence, byte[] payload) {
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

  /** A whole IPv4 packet. */
  public Frame ipv4(int protocol, byte[] payload) {
    return ipv4(Ipv4Header.atomic(source, destination, protocol), payload);
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
    Ipv4Header whole = Ipv4Header.atomic(source, destination, protocol);
    return ipv4(whole.piece(identification, offset, more), payload);
  }

  /** The fragments of a packet for a link of {@code mtu} octets, in order. */
  public List<Frame> fragments(int protocol, int identification, int mtu, byte[] payload) {
    List<Frame> frames = new ArrayList<>();
    Fragmenter.cut(
        Ipv4Header.atomic(source, destination, protocol),
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
