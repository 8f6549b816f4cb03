package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.Link;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.ip.Fragmenter;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.packet.Checksum;
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
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpHeader;
import io.qnet.wire.packet.UdpView;

/**
 * Writes what goes to the guest: transport header, IP header, Ethernet header, in front of a
 * payload that is copied once, or sent in place if it is long. Datagrams longer than the MTU leave
 * in fragments (RFC 791; RFC 8200, section 4.5).
 */
public final class PacketOutput {
  private static final int IP = EthernetView.HEADER_LENGTH;
  private static final int TRANSPORT = IP + Ipv4View.HEADER_LENGTH;
  private static final int TRANSPORT_6 = IP + Ipv6View.HEADER_LENGTH;

  /**
   * A longer payload of TCP leaves in place, after its headers; copying a shorter one is faster.
   */
  private static final int COPIED = 4096;

  /** What the length field of IPv4 leaves for data behind the longest TCP header. */
  private static final int MOST_IN_ONE =
      0xffff - Ipv4View.HEADER_LENGTH - TcpView.MAX_HEADER_LENGTH;

  /** The same for IPv6, whose length field does not count its own header. */
  private static final int MOST_IN_ONE_6 = 0xffff - TcpView.MAX_HEADER_LENGTH;

  private final FrameOutput frames;
  private final int mtu;
  private final boolean leavesChecksum;
  private final int superSegment;
  private final int superSegment6;
  private int identification;

  /**
   * Output to {@code link}.
   *
   * @param mtu longest packet of the segment, in octets
   * @param firstIdentification where the identification of fragmented datagrams starts
   */
  public PacketOutput(
      Link link,
      Burst burst,
      Drops drops,
      SegmentHosts hosts,
      NeighborTable neighbors,
      int mtu,
      int firstIdentification) {
    this.frames = new FrameOutput(link, burst, drops, hosts, neighbors);
    this.mtu = mtu;
    Offloads offloads = link.offloads();
    this.leavesChecksum = offloads.checksum();
    this.superSegment = leavesChecksum && offloads.tso4() ? MOST_IN_ONE : 0;
    this.superSegment6 = leavesChecksum && offloads.tso6() ? MOST_IN_ONE_6 : 0;
    this.identification = firstIdentification;
  }

  FrameOutput frames() {
    return frames;
  }

  /** Whether the link takes more; what can wait should, while it does not. */
  public boolean writable() {
    return frames.writable();
  }

  /** Whether anything came from {@code guest} after the instant {@code since}. */
  public boolean heardSince(IpAddress guest, long since) {
    return frames.heardSince(guest, since);
  }

  /** Asks who has the address {@code guest}, known or not; once a second at most. */
  public void ask(IpAddress guest) {
    frames.who(guest);
  }

  /**
   * Most octets of data under one TCP header to {@code guest} that the link takes and cuts by
   * itself; or 0.
   */
  public int superSegment(IpAddress guest) {
    return guest instanceof Ipv4Address ? superSegment : superSegment6;
  }

  private static int transport(IpAddress to) {
    return to instanceof Ipv4Address ? TRANSPORT : TRANSPORT_6;
  }

  /** Writes the header of a whole packet at {@code offset}; both addresses are of one family. */
  static void writeIp(
      ByteBuf octets, int offset, IpAddress from, IpAddress to, int protocol, int length) {
    if (from instanceof Ipv4Address from4) {
      Ipv4Header.writeAtomic(octets, offset, from4, (Ipv4Address) to, protocol, length);
    } else {
      int hops = Ipv6Header.DEFAULT_HOP_LIMIT;
      Ipv6Address from6 = (Ipv6Address) from;
      Ipv6Header.write(octets, offset, from6, (Ipv6Address) to, protocol, hops, length);
    }
  }

  /**
   * Sends one segment, which fits the MTU, or a super-segment; {@code payload} is borrowed.
   *
   * @param segmentSize octets of data in each segment
   */
  public void tcp(
      IpAddress from, IpAddress to, TcpHeader header, ByteBuf payload, int segmentSize) {
    int transport = transport(to);
    int headerLength = header.length();
    int data = payload.readableBytes();
    int length = headerLength + data;
    boolean inPlace = data > COPIED;
    ByteBuf octets = FrameOutput.allocate(transport - IP + (inPlace ? headerLength : length));
    long pseudo = Checksum.pseudoHeader(from, to, IpProtocol.TCP, length);
    if (leavesChecksum) {
      header.writePartial(octets, transport, pseudo);
    } else {
      header.write(octets, transport, pseudo + Checksum.sum(payload, payload.readerIndex(), data));
    }
    writeIp(octets, IP, from, to, IpProtocol.TCP, length);
    Frame frame = frame(octets, transport, data > segmentSize ? segmentSize : 0, headerLength);
    if (inPlace) {
      frame.with(payload.retainedSlice());
    } else {
      octets.setBytes(transport + headerLength, payload, payload.readerIndex(), data);
    }
    frames.packet(frame, from, to);
  }

  /** What the link is left to do with a segment. */
  private Frame frame(ByteBuf octets, int transport, int gsoSize, int headerLength) {
    if (!leavesChecksum) {
      return Frame.plain(octets);
    }
    if (gsoSize == 0) {
      return unfinished(octets, transport, TcpView.CHECKSUM);
    }
    int headers = transport + headerLength;
    GsoType type = transport == TRANSPORT ? GsoType.TCP4 : GsoType.TCP6;
    return Frame.unfinished(octets, type, gsoSize, headers, transport, TcpView.CHECKSUM);
  }

  private static Frame unfinished(ByteBuf octets, int transport, int checksumOffset) {
    return Frame.unfinished(octets, GsoType.NONE, 0, 0, transport, checksumOffset);
  }

  /** Sends one datagram; {@code payload} is borrowed. Both addresses are of one family. */
  public void udp(
      IpAddress source,
      int sourcePort,
      IpAddress destination,
      int destinationPort,
      ByteBuf payload) {
    int transport = transport(destination);
    int data = payload.readableBytes();
    int length = UdpView.HEADER_LENGTH + data;
    long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.UDP, length);
    ByteBuf octets = udpPacket(transport, payload);
    if (leavesChecksum && transport - IP + length <= mtu) {
      UdpHeader.writePartial(octets, transport, sourcePort, destinationPort, data, pseudo);
      writeIp(octets, IP, source, destination, IpProtocol.UDP, length);
      frames.packet(unfinished(octets, transport, UdpView.CHECKSUM), source, destination);
    } else {
      UdpHeader.write(octets, transport, sourcePort, destinationPort, data, pseudo);
      transmit(octets, source, destination, IpProtocol.UDP);
    }
  }

  /**
   * Sends one datagram to a station that has no address yet; {@code payload} is borrowed and short.
   */
  public void udpToStation(
      MacAddress station,
      Ipv4Address source,
      int sourcePort,
      Ipv4Address destination,
      int destinationPort,
      ByteBuf payload) {
    int length = UdpView.HEADER_LENGTH + payload.readableBytes();
    ByteBuf octets = udpPacket(TRANSPORT, payload);
    long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.UDP, length);
    UdpHeader.write(
        octets, TRANSPORT, sourcePort, destinationPort, payload.readableBytes(), pseudo);
    writeIp(octets, IP, source, destination, IpProtocol.UDP, length);
    frames.packetTo(Frame.plain(octets), source, station);
  }

  /** A datagram without its headers. */
  private static ByteBuf udpPacket(int transport, ByteBuf payload) {
    int data = payload.readableBytes();
    ByteBuf octets = FrameOutput.allocate(transport - IP + UdpView.HEADER_LENGTH + data);
    octets.setBytes(transport + UdpView.HEADER_LENGTH, payload, payload.readerIndex(), data);
    return octets;
  }

  /** Answers a ping; {@code data} is borrowed, {@code rest} its identifier and sequence number. */
  public void echoReply(Ipv4Address from, Ipv4Address to, int rest, ByteBuf data) {
    icmp(from, to, new Icmpv4Header(Icmpv4View.ECHO_REPLY, 0, rest), data);
  }

  /** Sends one ICMP message; {@code payload} is borrowed. */
  void icmp(Ipv4Address source, Ipv4Address destination, Icmpv4Header header, ByteBuf payload) {
    int data = payload.readableBytes();
    ByteBuf octets = FrameOutput.allocate(Ipv4View.HEADER_LENGTH + Icmpv4View.HEADER_LENGTH + data);
    octets.setBytes(TRANSPORT + Icmpv4View.HEADER_LENGTH, payload, payload.readerIndex(), data);
    header.write(octets, TRANSPORT, data);
    transmit(octets, source, destination, IpProtocol.ICMP);
  }

  /** Answers a ping over IPv6; {@code data} is borrowed. */
  public void echoReply(Ipv6Address from, Ipv6Address to, int rest, ByteBuf data) {
    icmpv6(from, to, new Icmpv6Header(Icmpv6View.ECHO_REPLY, 0, rest), data);
  }

  /** Sends one ICMPv6 message; {@code payload} is borrowed. */
  void icmpv6(Ipv6Address source, Ipv6Address destination, Icmpv6Header header, ByteBuf payload) {
    int data = payload.readableBytes();
    int length = Icmpv6View.HEADER_LENGTH + data;
    ByteBuf octets = FrameOutput.allocate(Ipv6View.HEADER_LENGTH + length);
    octets.setBytes(TRANSPORT_6 + Icmpv6View.HEADER_LENGTH, payload, payload.readerIndex(), data);
    long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.ICMPV6, length);
    header.write(octets, TRANSPORT_6, data, pseudo);
    transmit(octets, source, destination, IpProtocol.ICMPV6);
  }

  /** Takes a frame whose transport part is complete; whole if it fits, in pieces if not. */
  private void transmit(ByteBuf octets, IpAddress from, IpAddress to, int protocol) {
    int length = octets.writerIndex() - transport(to);
    if (octets.writerIndex() - IP <= mtu) {
      writeIp(octets, IP, from, to, protocol, length);
      frames.packet(Frame.plain(octets), from, to);
      return;
    }
    if (from instanceof Ipv4Address from4) {
      cut(octets, Ipv4Header.atomic(from4, (Ipv4Address) to, protocol), length);
    } else {
      cut6(octets, from, to, protocol);
    }
    octets.release();
  }

  private void cut(ByteBuf octets, Ipv4Header whole, int length) {
    Fragmenter.cut(
        whole,
        identification++ & 0xffff,
        length,
        mtu,
        (header, from, size) -> {
          ByteBuf piece = FrameOutput.allocate(Ipv4View.HEADER_LENGTH + size);
          piece.setBytes(TRANSPORT, octets, TRANSPORT + from, size);
          header.write(piece, IP, size);
          frames.packet(Frame.plain(piece), whole.source(), whole.destination());
        });
  }

  private void cut6(ByteBuf octets, IpAddress from, IpAddress to, int protocol) {
    int number = identification++;
    int header = ExtensionHeaders.FRAGMENT_LENGTH;
    int length = octets.writerIndex() - TRANSPORT_6;
    int step = (mtu - Ipv6View.HEADER_LENGTH - header) & ~7;
    for (int at = 0; at < length; at += step) {
      boolean more = at + step < length;
      int size = more ? step : length - at;
      ByteBuf piece = FrameOutput.allocate(Ipv6View.HEADER_LENGTH + header + size);
      piece.setBytes(TRANSPORT_6 + header, octets, TRANSPORT_6 + at, size);
      Ipv6Header.writeFragment(piece, TRANSPORT_6, protocol, at, more, number);
      writeIp(piece, IP, from, to, ExtensionHeaders.FRAGMENT, header + size);
      frames.packet(Frame.plain(piece), from, to);
    }
  }
}
