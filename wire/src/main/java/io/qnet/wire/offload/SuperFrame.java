package io.qnet.wire.offload;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.GsoType;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a segment of up to 64 KiB into packets, as a card with segmentation offload does: headers
 * are repeated, lengths and checksums set for each; TCP's sequence number and IPv4's identification
 * count on; FIN and PSH stay with the last piece, CWR with the first.
 *
 * <p>All numbers come from a stranger and are checked before the first piece is made.
 */
final class SuperFrame {
  /** The most pieces; more would be a segment size that only an attacker chooses. */
  private static final int MOST_PIECES = 256;

  private static final int IPV4_TOTAL_LENGTH = 2;
  private static final int IPV4_IDENTIFICATION = 4;
  private static final int IPV4_CHECKSUM = 10;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV4_DESTINATION = 16;
  private static final int IPV6_SOURCE = 8;
  private static final int IPV6_DESTINATION = 24;
  private static final int TCP_SEQUENCE = 4;
  private static final int TCP_DATA_OFFSET = 12;
  private static final int TCP_FLAGS = 13;
  private static final int UDP_LENGTH = 4;
  private static final int CWR = 0x80;

  private final ByteBuf octets;
  private final GsoType type;
  private final int network;
  private final int transport;
  private final int payload;
  private final int size;

  private SuperFrame(Frame frame, int network, int transportHeader) {
    this.octets = frame.octets();
    this.type = frame.gsoType();
    this.network = network;
    this.transport = frame.checksumStart();
    this.payload = transport + transportHeader;
    this.size = frame.gsoSize();
  }

  /** Gives the pieces of {@code frame} to {@code out}; or says why there are none. */
  static @Nullable DropReason cut(Frame frame, FrameSink out) {
    ByteBuf octets = frame.octets();
    int begin = octets.readerIndex();
    int length = octets.readableBytes();
    int transport = frame.checksumStart();
    if (length < EthernetView.HEADER_LENGTH + EthernetView.TAG_LENGTH) {
      return DropReason.TRUNCATED;
    }
    EthernetView ethernet = new EthernetView(octets);
    int network = ethernet.payload() - begin;
    boolean six = frame.gsoType() == GsoType.TCP6 || ethernet.type() == EtherType.IPV6;
    int networkHeader = six ? Ipv6View.HEADER_LENGTH : Ipv4View.HEADER_LENGTH;
    if (ethernet.type() != (six ? EtherType.IPV6 : EtherType.IPV4)) {
      return DropReason.UNSUPPORTED;
    }
    boolean udp = frame.gsoType() == GsoType.UDP;
    int least = udp ? UdpView.HEADER_LENGTH : TcpView.HEADER_LENGTH;
    if (transport < network + networkHeader || transport + least > length) {
      return DropReason.BAD_LENGTH;
    }
    int header =
        udp ? least : (octets.getUnsignedByte(begin + transport + TCP_DATA_OFFSET) >>> 4) * 4;
    int octetsOfPayload = length - transport - header;
    if (header < least || octetsOfPayload < 0 || frame.gsoSize() <= 0) {
      return DropReason.BAD_LENGTH;
    }
    if (octetsOfPayload > (long) MOST_PIECES * frame.gsoSize()) {
      return DropReason.OVERSIZE;
    }
    new SuperFrame(frame, network, header).cut(out, octetsOfPayload, six);
    return null;
  }

  private void cut(FrameSink out, int length, boolean six) {
    int done = 0;
    int number = 0;
    do {
      int part = Math.min(size, length - done);
      boolean last = done + part == length;
      ByteBuf piece = octets.alloc().directBuffer(payload + part, payload + part);
      int begin = octets.readerIndex();
      piece.writeBytes(octets, begin, payload);
      piece.writeBytes(octets, begin + payload + done, part);
      finishTransport(piece, done, part, last);
      finishNetwork(piece, number, six);
      out.accept(Frame.verified(piece));
      done += part;
      number++;
    } while (done < length);
  }

  private void finishTransport(ByteBuf piece, int done, int part, boolean last) {
    if (type == GsoType.UDP) {
      piece.setShort(transport + UDP_LENGTH, UdpView.HEADER_LENGTH + part);
      return;
    }
    int sequence = piece.getInt(transport + TCP_SEQUENCE);
    piece.setInt(transport + TCP_SEQUENCE, sequence + done);
    int flags = piece.getUnsignedByte(transport + TCP_FLAGS);
    if (!last) {
      flags &= ~(TcpFlags.FIN | TcpFlags.PSH);
    }
    if (done > 0) {
      flags &= ~CWR;
    }
    piece.setByte(transport + TCP_FLAGS, flags);
  }

  private void finishNetwork(ByteBuf piece, int number, boolean six) {
    int end = piece.writerIndex();
    IpAddress source;
    IpAddress destination;
    if (six) {
      int afterHeader = end - network - Ipv6View.HEADER_LENGTH;
      piece.setShort(network + Ipv6View.PAYLOAD_LENGTH, afterHeader);
      source = Ipv6Address.read(piece, network + IPV6_SOURCE);
      destination = Ipv6Address.read(piece, network + IPV6_DESTINATION);
    } else {
      int identification = piece.getUnsignedShort(network + IPV4_IDENTIFICATION);
      piece.setShort(network + IPV4_TOTAL_LENGTH, end - network);
      piece.setShort(network + IPV4_IDENTIFICATION, identification + number);
      piece.setShort(network + IPV4_CHECKSUM, 0);
      long header = Checksum.sum(piece, network, transport - network);
      piece.setShort(network + IPV4_CHECKSUM, Checksum.finish(header));
      source = Ipv4Address.read(piece, network + IPV4_SOURCE);
      destination = Ipv4Address.read(piece, network + IPV4_DESTINATION);
    }
    int protocol = type == GsoType.UDP ? IpProtocol.UDP : IpProtocol.TCP;
    int field = transport + (type == GsoType.UDP ? UdpView.CHECKSUM : TcpView.CHECKSUM);
    piece.setShort(field, 0);
    long sum = Checksum.pseudoHeader(source, destination, protocol, end - transport);
    int checksum = Checksum.finish(sum + Checksum.sum(piece, transport, end - transport));
    piece.setShort(field, checksum == 0 && type == GsoType.UDP ? 0xffff : checksum);
  }
}
