package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import java.net.Inet4Address;
import java.util.Random;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;

/** pcap4j as a stranger: reads what we write, and writes what we read. */
final class Oracle {
  /** From 10.0.2.15 to 10.0.2.2. */
  static final Frames FRAMES =
      new Frames(
          MacAddress.parse("52:54:00:12:34:56"),
          MacAddress.parse("52:55:0a:00:02:02"),
          Ipv4Address.parse("10.0.2.15"),
          Ipv4Address.parse("10.0.2.2"));

  static final Inet4Address SOURCE = (Inet4Address) FRAMES.source().toInet();
  static final Inet4Address DESTINATION = (Inet4Address) FRAMES.destination().toInet();

  private Oracle() {}

  /** The layer of {@code type} as pcap4j reads it; releases the frame. */
  static <P extends Packet> P read(Frame frame, Class<P> type) throws IllegalRawDataException {
    byte[] octets = ByteBufUtil.getBytes(frame.octets());
    frame.release();
    P layer = EthernetPacket.newPacket(octets, 0, octets.length).get(type);
    if (layer == null) {
      throw new AssertionError("pcap4j finds no " + type.getSimpleName());
    }
    return layer;
  }

  /** What pcap4j writes, ready for a view. */
  static ByteBuf written(Packet packet) {
    return Unpooled.wrappedBuffer(packet.getRawData());
  }

  /** An Ethernet frame by pcap4j, padded to 60 octets. */
  static EthernetPacket.Builder ethernet(EtherType type, Packet.Builder payload) {
    return new EthernetPacket.Builder()
        .srcAddr(org.pcap4j.util.MacAddress.getByName(FRAMES.sourceMac().toString()))
        .dstAddr(org.pcap4j.util.MacAddress.getByName(FRAMES.destinationMac().toString()))
        .type(type)
        .payloadBuilder(payload)
        .paddingAtBuild(true);
  }

  /** An IPv4 packet by pcap4j. */
  static IpV4Packet.Builder ipv4(IpNumber protocol, Packet.Builder payload) {
    return new IpV4Packet.Builder()
        .version(IpVersion.IPV4)
        .tos(IpV4Rfc791Tos.newInstance((byte) 0x10))
        .identification((short) 0xbeef)
        .ttl((byte) 63)
        .protocol(protocol)
        .srcAddr(SOURCE)
        .dstAddr(DESTINATION)
        .correctChecksumAtBuild(true)
        .correctLengthAtBuild(true)
        .paddingAtBuild(true)
        .payloadBuilder(payload);
  }

  /** Up to {@code bound - 1} random octets. */
  static byte[] randomOctets(Random random, int bound) {
    byte[] octets = new byte[random.nextInt(bound)];
    random.nextBytes(octets);
    return octets;
  }

  /** The IPv4 packet in a frame. */
  static Ipv4View ip(Frame frame) {
    EthernetView ethernet = new EthernetView(frame.octets());
    return new Ipv4View(frame.octets(), ethernet.payload(), ethernet.payloadLength());
  }
}
