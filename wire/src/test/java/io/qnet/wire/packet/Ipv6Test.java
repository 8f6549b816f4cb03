package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.kit.Frames;
import java.net.Inet6Address;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IpV6ExtFragmentPacket;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;

/** IPv6 packets and what they carry. */
class Ipv6Test {
  private static final Ipv6Address SOURCE = Ipv6Address.parse("fec0::5054:ff:fe12:3456");
  private static final Ipv6Address DESTINATION = Ipv6Address.parse("fec0::2");
  private static final Frames FRAMES =
      new Frames(
          MacAddress.parse("52:54:00:12:34:56"),
          MacAddress.parse("52:56:00:00:00:02"),
          SOURCE,
          DESTINATION);

  private static Ipv6View view(Frame frame) {
    ByteBuf octets = frame.octets();
    return new Ipv6View(octets, EthernetView.HEADER_LENGTH, octets.readableBytes() - 14);
  }

  /** Headers of one type each, eight octets long, the last of which names UDP; and 8 octets. */
  private static byte[] chain(int... types) {
    byte[] octets = new byte[8 * types.length + 8];
    for (int i = 0; i < types.length; i++) {
      octets[8 * i] = (byte) (i + 1 < types.length ? types[i + 1] : IpProtocol.UDP);
      if (types[i] == 0 || types[i] == ExtensionHeaders.DESTINATION_OPTIONS) {
        octets[8 * i + 2] = 1; // PadN of six octets
        octets[8 * i + 3] = 4;
      }
    }
    return octets;
  }

  private static Ipv6View chained(int... types) {
    return view(FRAMES.ipv6(types[0], 64, chain(types)));
  }

  @Test
  @DisplayName("RFC 8200: pcap4j reads our UDP over IPv6")
  void readByPcap4j() {
    Cases.check(
        200,
        random -> {
          byte[] payload = Oracle.randomOctets(random, 200);
          IpV6Packet read = Oracle.read(FRAMES.udp(5000, 53, payload), IpV6Packet.class);
          assertThat(read.getHeader().getSrcAddr()).isEqualTo(SOURCE.toInet());
          assertThat(read.getHeader().getDstAddr()).isEqualTo(DESTINATION.toInet());
          assertThat(read.getHeader().getHopLimitAsInt()).isEqualTo(64);
          assertThat(read.getHeader().getPayloadLengthAsInt()).isEqualTo(8 + payload.length);
          UdpPacket udp = read.get(UdpPacket.class);
          assertThat(
                  udp.hasValidChecksum(
                      read.getHeader().getSrcAddr(), read.getHeader().getDstAddr(), false))
              .isTrue();
        });
  }

  @Test
  @DisplayName("RFC 4443: pcap4j finds our echo request intact")
  void echoReadByPcap4j() throws Exception {
    IcmpV6CommonPacket read =
        Oracle.read(FRAMES.echo(7, 1, new byte[] {1, 2, 3}), IcmpV6CommonPacket.class);
    assertThat(read.getHeader().getType()).isEqualTo(IcmpV6Type.ECHO_REQUEST);
    assertThat(
            read.hasValidChecksum(
                (Inet6Address) SOURCE.toInet(), (Inet6Address) DESTINATION.toInet(), false))
        .isTrue();
  }

  @Test
  @DisplayName("RFC 8200 section 4.5: we read pcap4j's fragment header")
  void fragmentByPcap4j() {
    byte[] piece = {1, 2, 3, 4, 5, 6, 7, 8};
    IpV6Packet written =
        new IpV6Packet.Builder()
            .version(IpVersion.IPV6)
            .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) 0x12))
            .flowLabel(IpV6SimpleFlowLabel.newInstance(0x12345))
            .nextHeader(IpNumber.IPV6_FRAG)
            .hopLimit((byte) 63)
            .srcAddr((Inet6Address) SOURCE.toInet())
            .dstAddr((Inet6Address) DESTINATION.toInet())
            .correctLengthAtBuild(true)
            .payloadBuilder(
                new IpV6ExtFragmentPacket.Builder()
                    .nextHeader(IpNumber.UDP)
                    .fragmentOffset((short) 3)
                    .m(true)
                    .identification(0xcafebabe)
                    .payloadBuilder(new UnknownPacket.Builder().rawData(piece)))
            .build();
    byte[] octets = written.getRawData();
    Ipv6View view = new Ipv6View(Unpooled.wrappedBuffer(octets), 0, octets.length);
    assertThat(view.check()).isNull();
    assertThat(view.trafficClass()).isEqualTo(0x12);
    assertThat(view.hopLimit()).isEqualTo(63);
    assertThat(view.fragment()).isTrue();
    assertThat(view.fragmentOffset()).isEqualTo(24);
    assertThat(view.moreFragments()).isTrue();
    assertThat(view.protocol()).isEqualTo(ExtensionHeaders.FRAGMENT);
    assertThat(view.extensions().identification()).isEqualTo(0xcafebabe);
    assertThat(ByteBufUtil.getBytes(view.buf(), view.payload(), view.payloadLength()))
        .isEqualTo(piece);
  }

  @Test
  @DisplayName("RFC 8200 section 4.5: pcap4j reads the fragment header that we write")
  void fragmentReadByPcap4j() throws Exception {
    byte[] piece = new byte[16];
    IpV6ExtFragmentPacket read =
        Oracle.read(
            FRAMES.fragment6(17, 0x1234_5678, 1448, true, piece), IpV6ExtFragmentPacket.class);
    assertThat(read.getHeader().getNextHeader()).isEqualTo(IpNumber.UDP);
    assertThat(read.getHeader().getFragmentOffset() * 8).isEqualTo(1448);
    assertThat(read.getHeader().getM()).isTrue();
    assertThat(read.getHeader().getIdentification()).isEqualTo(0x1234_5678);
  }

  @Test
  @DisplayName("hop-by-hop, routing, destination options and an atomic fragment are walked over")
  void extensions() {
    Ipv6View view = chained(0, 60, 43, 44, 60);
    assertThat(view.check()).isNull();
    assertThat(view.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(view.payload()).isEqualTo(14 + 40 + 40);
    assertThat(view.payloadLength()).isEqualTo(8);
    assertThat(view.fragment()).isFalse();
  }

  @Test
  @DisplayName("RFC 8504 section 5.3: eight extension headers are walked, the ninth is too many")
  void tooMany() {
    int[] eight = new int[8];
    Arrays.fill(eight, 60);
    assertThat(chained(eight).check()).isNull();
    int[] fifty = new int[50];
    Arrays.fill(fifty, 60);
    assertThat(chained(fifty).check()).isEqualTo(DropReason.BAD_OPTION);
  }

  @Test
  @DisplayName("hop-by-hop options in the wrong place are a protocol that nobody knows")
  void lateHopByHop() {
    Ipv6View view = chained(60, 0);
    assertThat(view.check()).isNull();
    assertThat(view.protocol()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 43, 44, 60})
  @DisplayName("an extension header that ends beyond the packet")
  void truncatedExtension(int type) {
    assertThat(view(FRAMES.ipv6(type, 64, new byte[7])).check()).isEqualTo(DropReason.TRUNCATED);
    byte[] long9 = new byte[64];
    long9[1] = 8;
    DropReason reason = type == 44 ? null : DropReason.TRUNCATED;
    assertThat(view(FRAMES.ipv6(type, 64, long9)).check()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"0, 5, BAD_VERSION", "4, 2, TRUNCATED", "4, 255, TRUNCATED"})
  @DisplayName("a version or a length that cannot be")
  void badFields(int octet, int value, DropReason reason) {
    Frame frame = FRAMES.udp(1, 2, new byte[4]);
    frame.octets().setByte(14 + octet, value);
    assertThat(view(frame).check()).isEqualTo(reason);
  }

  @Test
  @DisplayName("a jumbogram, or no payload at all where options should be, is refused")
  void jumbogram() {
    Frame frame = FRAMES.ipv6(0, 64, chain(0));
    frame.octets().setShort(14 + 4, 0);
    assertThat(view(frame).check()).isEqualTo(DropReason.BAD_LENGTH);
    assertThat(new Ipv6View(Unpooled.buffer(39), 0, 39).check()).isEqualTo(DropReason.TRUNCATED);
  }

  @Test
  @DisplayName("Ethernet padding is no payload")
  void padding() {
    byte[] octets = ByteBufUtil.getBytes(FRAMES.ipv6(59, 64, new byte[2]).octets());
    Ipv6View view = view(Frame.plain(Unpooled.wrappedBuffer(Arrays.copyOf(octets, 60))));
    assertThat(view.check()).isNull();
    assertThat(view.payloadLength()).isEqualTo(2);
  }

  @Test
  @DisplayName("RFC 4861: a neighbour's message is written and read; its options are not believed")
  void neighbors() {
    MacAddress mac = FRAMES.sourceMac();
    byte[] body = new byte[NeighborHeader.LENGTH];
    new NeighborHeader(DESTINATION, NeighborView.SOURCE_LINK_LAYER, mac)
        .write(Unpooled.wrappedBuffer(body), 0);
    Frame frame =
        FRAMES.neighborDiscovery(new Icmpv6Header(Icmpv6View.NEIGHBOR_SOLICITATION, 0, 0), body);
    Ipv6View packet = view(frame);
    assertThat(packet.check()).isNull();
    assertThat(packet.hopLimit()).isEqualTo(255);
    Icmpv6View message = new Icmpv6View(packet.buf(), packet.payload(), packet.payloadLength());
    assertThat(message.check(packet.pseudoHeader())).isNull();
    assertThat(message.check(packet.pseudoHeader() + 1)).isEqualTo(DropReason.BAD_CHECKSUM);
    NeighborView view = new NeighborView(message.buf(), message.offset(), message.available());
    assertThat(view.check()).isNull();
    assertThat(view.target()).isEqualTo(DESTINATION);
    assertThat(view.linkLayer(NeighborView.SOURCE_LINK_LAYER)).isEqualTo(mac);
    assertThat(view.linkLayer(NeighborView.TARGET_LINK_LAYER)).isNull();
    assertThat(view).hasToString("ICMPv6 who-has fec0::2");

    int option = view.offset() + NeighborView.LENGTH;
    view.buf().setByte(option + 1, 0);
    assertThat(view.check()).isEqualTo(DropReason.BAD_OPTION);
    view.buf().setByte(option + 1, 2);
    assertThat(view.check()).isEqualTo(DropReason.BAD_OPTION);
    view.buf().setByte(option + 1, 1);
    view.buf().setByte(view.offset() + 8, 0xff);
    assertThat(view.check()).isEqualTo(DropReason.BAD_MESSAGE);
  }

  @Test
  @DisplayName("RFC 4291 and 2464: groups, kinds and prefixes of addresses")
  void addresses() {
    assertThat(SOURCE.solicitedNode()).isEqualTo(Ipv6Address.parse("ff02::1:ff12:3456"));
    assertThat(SOURCE.solicitedNode().groupMac()).hasToString("33:33:ff:12:34:56");
    assertThat(Ipv6Address.ALL_NODES.groupMac()).hasToString("33:33:00:00:00:01");
    assertThat(Ipv6Address.parse("fe80::2").isLinkLocal()).isTrue();
    assertThat(Ipv6Address.parse("febf::2").isLinkLocal()).isTrue();
    assertThat(DESTINATION.isLinkLocal()).isFalse();
    assertThat(Ipv6Address.parse("::ffff:127.0.0.1").embedsIpv4()).isTrue();
    assertThat(Ipv6Address.parse("::1").embedsIpv4()).isTrue();
    assertThat(DESTINATION.embedsIpv4()).isFalse();
    assertThat(SOURCE.masked(64)).isEqualTo(Ipv6Address.parse("fec0::"));
    assertThat(SOURCE.masked(0)).isEqualTo(Ipv6Address.ANY);
    assertThat(SOURCE.masked(128)).isEqualTo(SOURCE);
    assertThat(SOURCE.masked(127)).isEqualTo(SOURCE);
    assertThat(SOURCE.masked(112)).isEqualTo(Ipv6Address.parse("fec0::5054:ff:fe12:0"));
    assertThat(SOURCE.masked(10)).isEqualTo(Ipv6Address.parse("fec0::"));
  }
}
