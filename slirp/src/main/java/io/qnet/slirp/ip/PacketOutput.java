package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.Link;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.ip.Fragmenter;
import io.qnet.wire.ip.NeighborTable;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpHeader;
import io.qnet.wire.packet.UdpView;

/**
 * Writes what goes to the guest: transport header, IPv4 header, Ethernet header, in front of a
 * payload that is copied once, or sent in place if it is long. Datagrams longer than the MTU leave
 * in fragments (RFC 791).
 */
public final class PacketOutput {
  private static final int IP = EthernetView.HEADER_LENGTH;
  private static final int TRANSPORT = IP + Ipv4View.HEADER_LENGTH;

  /**
   * A longer payload of TCP leaves in place, after its headers; copying a shorter one is faster.
   */
  private static final int COPIED = 4096;

  /** What the length field of IPv4 leaves for data behind the longest TCP header. */
  private static final int MOST_IN_ONE =
      0xffff - Ipv4View.HEADER_LENGTH - TcpView.MAX_HEADER_LENGTH;

  private final FrameOutput frames;
  private final int mtu;
  private final boolean leavesChecksum;
  private final int superSegment;
  private int identification;

  /**
   * Output to {@code link}.
   *
   * @param mtu longest IPv4 packet of the segment, in octets
   * @param firstIdentification where the identification of fragmented datagrams starts
   */
  public PacketOutput(
      Link link,
      Burst burst,
      Drops drops,
      VirtualHosts hosts,
      NeighborTable neighbors,
      int mtu,
      int firstIdentification) {
    this.frames = new FrameOutput(link, burst, drops, hosts, neighbors);
    this.mtu = mtu;
    Offloads offloads = link.offloads();
    this.leavesChecksum = offloads.checksum();
    this.superSegment = leavesChecksum && offloads.tso4() ? MOST_IN_ONE : 0;
    this.identification = firstIdentification;
  }

  FrameOutput frames() {
    return frames;
  }

  /** Whether the link takes more; what can wait should, while it does not. */
  public boolean writable() {
    return frames.writable();
  }

  /** Most octets of data under one TCP header that the link takes and cuts by itself; or 0. */
  public int superSegment() {
    return superSegment;
  }

  /**
   * Sends one segment, which fits the MTU, or a super-segment; {@code payload} is borrowed.
   *
   * @param segmentSize octets of data in each segment
   */
  public void tcp(
      Ipv4Address from, Ipv4Address to, TcpHeader header, ByteBuf payload, int segmentSize) {
    int headerLength = header.length();
    int data = payload.readableBytes();
    int length = headerLength + data;
    boolean inPlace = data > COPIED;
    ByteBuf octets =
        FrameOutput.allocate(Ipv4View.HEADER_LENGTH + (inPlace ? headerLength : length));
    long pseudo = Checksum.pseudoHeader(from, to, IpProtocol.TCP, length);
    if (leavesChecksum) {
      header.writePartial(octets, TRANSPORT, pseudo);
    } else {
      header.write(octets, TRANSPORT, pseudo + Checksum.sum(payload, payload.readerIndex(), data));
    }
    Ipv4Header.writeAtomic(octets, IP, from, to, IpProtocol.TCP, length);
    Frame frame = frame(octets, data > segmentSize ? segmentSize : 0, headerLength);
    if (inPlace) {
      frame.with(payload.retainedSlice());
    } else {
      octets.setBytes(TRANSPORT + headerLength, payload, payload.readerIndex(), data);
    }
    frames.packet(frame, from, to);
  }

  /** What the link is left to do with a segment. */
  private Frame frame(ByteBuf octets, int gsoSize, int headerLength) {
    if (!leavesChecksum) {
      return Frame.plain(octets);
    }
    if (gsoSize == 0) {
      return unfinished(octets, TcpView.CHECKSUM);
    }
    int headers = TRANSPORT + headerLength;
    return Frame.unfinished(octets, GsoType.TCP4, gsoSize, headers, TRANSPORT, TcpView.CHECKSUM);
  }

  private static Frame unfinished(ByteBuf octets, int checksumOffset) {
    return Frame.unfinished(octets, GsoType.NONE, 0, 0, TRANSPORT, checksumOffset);
  }

  /** Sends one datagram; {@code payload} is borrowed. */
  public void udp(
      Ipv4Address source,
      int sourcePort,
      Ipv4Address destination,
      int destinationPort,
      ByteBuf payload) {
    UdpHeader header = new UdpHeader(sourcePort, destinationPort);
    int data = payload.readableBytes();
    int length = UdpView.HEADER_LENGTH + data;
    if (Ipv4View.HEADER_LENGTH + length > mtu) {
      Ipv4Header whole = Ipv4Header.atomic(source, destination, IpProtocol.UDP);
      transmit(udpPacket(whole, header, payload), whole);
      return;
    }
    ByteBuf octets = udpPacket(payload);
    long pseudo = Checksum.pseudoHeader(source, destination, IpProtocol.UDP, length);
    Ipv4Header.writeAtomic(octets, IP, source, destination, IpProtocol.UDP, length);
    if (leavesChecksum) {
      header.writePartial(octets, TRANSPORT, data, pseudo);
      frames.packet(unfinished(octets, UdpView.CHECKSUM), source, destination);
    } else {
      header.write(octets, TRANSPORT, data, pseudo);
      frames.packet(Frame.plain(octets), source, destination);
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
    Ipv4Header header = Ipv4Header.atomic(source, destination, IpProtocol.UDP);
    ByteBuf octets = udpPacket(header, new UdpHeader(sourcePort, destinationPort), payload);
    header.write(octets, IP, octets.writerIndex() - TRANSPORT);
    frames.packetTo(Frame.plain(octets), source, station);
  }

  private static ByteBuf udpPacket(Ipv4Header whole, UdpHeader header, ByteBuf payload) {
    int data = payload.readableBytes();
    int length = UdpView.HEADER_LENGTH + data;
    ByteBuf octets = udpPacket(payload);
    long pseudo =
        Checksum.pseudoHeader(whole.source(), whole.destination(), IpProtocol.UDP, length);
    header.write(octets, TRANSPORT, data, pseudo);
    return octets;
  }

  /** A datagram without its headers. */
  private static ByteBuf udpPacket(ByteBuf payload) {
    int data = payload.readableBytes();
    int headers = Ipv4View.HEADER_LENGTH + UdpView.HEADER_LENGTH;
    ByteBuf octets = FrameOutput.allocate(headers + data);
    octets.setBytes(TRANSPORT + UdpView.HEADER_LENGTH, payload, payload.readerIndex(), data);
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
    transmit(octets, Ipv4Header.atomic(source, destination, IpProtocol.ICMP));
  }

  /** Takes a frame whose transport part is complete; whole if it fits, in pieces if not. */
  private void transmit(ByteBuf octets, Ipv4Header whole) {
    int length = octets.writerIndex() - TRANSPORT;
    if (Ipv4View.HEADER_LENGTH + length <= mtu) {
      whole.write(octets, IP, length);
      frames.packet(Frame.plain(octets), whole.source(), whole.destination());
      return;
    }
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
    octets.release();
  }
}
